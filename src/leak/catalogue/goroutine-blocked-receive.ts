import type { Pattern } from '../pattern.ts';

export const goroutineBlockedReceive: Pattern = {
  id: 'goroutine-blocked-receive',
  title: 'goroutines blocked receiving',
  summary:
    'Goroutines wait for a value, or range over a channel, that nobody sends to or closes any more. Each one keeps its stack and everything it refers to until the process ends. A select with one case waits in the same way and shows up here.',
  fixes: [
    {
      title: 'Close the channel after the last value',
      text: 'Range over a channel ends only when the channel is closed. The sending side closes it, once, and on every path: use defer close(jobs) where the loop can return early. Before Go 1.25, workers.Add(1), go and defer workers.Done() do what workers.Go does here.',
      before: `func process(items []string, handle func(string)) {
	jobs := make(chan string)
	for range 4 {
		go func() {
			for job := range jobs { // never ends: jobs stays open
				handle(job)
			}
		}()
	}
	for _, item := range items {
		jobs <- item
	}
}`,
      after: `func process(items []string, handle func(string)) {
	jobs := make(chan string)
	var workers sync.WaitGroup
	for range 4 {
		workers.Go(func() {
			for job := range jobs {
				handle(job)
			}
		})
	}
	for _, item := range items {
		jobs <- item
	}
	close(jobs)
	workers.Wait()
}`,
      section: '3.1',
    },
    {
      title: 'Stop waiting when the context ends',
      text: 'Where the answer may never come (a lost message, a failed peer, a nil channel), wait for it and for ctx.Done() in one select. Check that the ctx you pass does end: one made from context.Background() never does.',
      before: `func whenReady(ctx context.Context, ready <-chan string, notify func(string)) {
	go func() {
		notify(<-ready)
	}()
}`,
      after: `func whenReady(ctx context.Context, ready <-chan string, notify func(string)) {
	go func() {
		select {
		case name := <-ready:
			notify(name)
		case <-ctx.Done():
		}
	}()
}`,
      section: '5.2',
    },
    {
      title: 'End the goroutine, not only its ticker',
      text: 'Stop does not close the channel of a ticker, so a goroutine that ranges over it waits for ever, and keeps the ticker. Give the goroutine a done channel or a ctx and stop the ticker inside it.',
      before: `func every(d time.Duration, send func()) (stop func()) {
	ticker := time.NewTicker(d)
	go func() {
		for range ticker.C {
			send()
		}
	}()
	return ticker.Stop // the goroutine still waits on ticker.C
}`,
      after: `func every(d time.Duration, send func()) (stop func()) {
	done := make(chan struct{})
	go func() {
		ticker := time.NewTicker(d)
		defer ticker.Stop()
		for {
			select {
			case <-ticker.C:
				send()
			case <-done:
				return
			}
		}
	}()
	return sync.OnceFunc(func() { close(done) })
}`,
      section: '3.1',
    },
  ],
};
