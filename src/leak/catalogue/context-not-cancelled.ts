import type { Pattern } from '../pattern.ts';

export const contextNotCancelled: Pattern = {
  id: 'context-not-cancelled',
  title: 'contexts never cancelled',
  summary:
    'context.WithCancel, WithTimeout and AfterFunc register a child with the parent context, which keeps it until the child is cancelled or the parent ends. Under a parent that lives as long as the service, children that nobody cancels pile up.',
  fixes: [
    {
      title: 'Call cancel with defer',
      text: 'Cancel also after success: it is what removes the child from its parent and stops its timer. A timeout alone frees it only when the time is up. go vet (lostcancel) finds a discarded cancel, but not one that is stored and forgotten.',
      before: `func fetch(ctx context.Context, load func(context.Context) error) error {
	ctx, _ = context.WithTimeout(ctx, time.Hour)
	return load(ctx)
}`,
      after: `func fetch(ctx context.Context, load func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, time.Hour)
	defer cancel()
	return load(ctx)
}`,
      section: '5.2',
    },
    {
      title: 'Stop what context.AfterFunc registered',
      text: 'A function registered on the context of the service stays, with everything it captures, until the service ends. Call the returned stop when the work is done.',
      before: `func serve(service context.Context, conn io.Closer, work func()) {
	context.AfterFunc(service, func() { conn.Close() })
	work()
}`,
      after: `func serve(service context.Context, conn io.Closer, work func()) {
	stop := context.AfterFunc(service, func() { conn.Close() })
	defer stop()
	work()
}`,
      section: '5.1',
    },
    {
      title: 'Derive each context from the outer one',
      text: 'Assigning the derived context back to the outer variable wraps it once per message: the chain and all its values grow, and lookups slow down. Derive a fresh one inside the loop.',
      before: `type messageID struct{}

func consume(ctx context.Context, ids <-chan string, handle func(context.Context)) {
	for id := range ids {
		ctx = context.WithValue(ctx, messageID{}, id) // wraps the last message's ctx
		handle(ctx)
	}
}`,
      after: `type messageID struct{}

func consume(ctx context.Context, ids <-chan string, handle func(context.Context)) {
	for id := range ids {
		handle(context.WithValue(ctx, messageID{}, id))
	}
}`,
      section: '5.2',
    },
  ],
};
