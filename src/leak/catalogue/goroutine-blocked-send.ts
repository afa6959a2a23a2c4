import type { Pattern } from '../pattern.ts';

export const goroutineBlockedSend: Pattern = {
  id: 'goroutine-blocked-send',
  title: 'goroutines blocked sending',
  summary:
    'Goroutines wait to send on a channel that nobody receives from any more, usually because the receiver timed out or returned at the first error. A blocked goroutine is never collected: its stack and everything it refers to stay until the process ends.',
  fixes: [
    {
      title: 'Give the result channel a buffer of one',
      text: 'When the caller may stop waiting, the sender needs somewhere to put its one value: it then finishes, and the channel is collected with the value in it. The work itself still runs to its end; pass it ctx if it should stop early.',
      before: `func lookup(ctx context.Context, query func() string) (string, error) {
	result := make(chan string)
	go func() { result <- query() }() // blocks for ever once lookup has returned
	select {
	case r := <-result:
		return r, nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}`,
      after: `func lookup(ctx context.Context, query func() string) (string, error) {
	result := make(chan string, 1)
	go func() { result <- query() }()
	select {
	case r := <-result:
		return r, nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}`,
      section: '3.1',
    },
    {
      title: 'Let the sender stop when its reader does',
      text: 'A producer of many values must watch the same ctx as its consumer and select on it at every send. Check that each consumer that leaves its loop early cancels that ctx.',
      before: `func lines(ctx context.Context, r io.Reader) <-chan string {
	out := make(chan string)
	go func() {
		defer close(out)
		for s := bufio.NewScanner(r); s.Scan(); {
			out <- s.Text()
		}
	}()
	return out
}`,
      after: `func lines(ctx context.Context, r io.Reader) <-chan string {
	out := make(chan string)
	go func() {
		defer close(out)
		for s := bufio.NewScanner(r); s.Scan(); {
			select {
			case out <- s.Text():
			case <-ctx.Done():
				return
			}
		}
	}()
	return out
}`,
      section: '5.2',
    },
    {
      title: 'Make room for every result of a fan-out',
      text: 'Returning at the first error leaves the other senders without a receiver. A buffer as large as the number of senders lets them all finish; golang.org/x/sync/errgroup does the same bookkeeping and also cancels the rest.',
      before: `func fetchAll(urls []string, fetch func(string) error) error {
	errs := make(chan error)
	for _, url := range urls {
		go func() { errs <- fetch(url) }()
	}
	for range urls {
		if err := <-errs; err != nil {
			return err // the others block in their send
		}
	}
	return nil
}`,
      after: `func fetchAll(urls []string, fetch func(string) error) error {
	errs := make(chan error, len(urls))
	for _, url := range urls {
		go func() { errs <- fetch(url) }()
	}
	for range urls {
		if err := <-errs; err != nil {
			return err
		}
	}
	return nil
}`,
      section: '3.1',
    },
  ],
};
