import type { Pattern } from '../pattern.ts';

export const goroutineInfiniteLoop: Pattern = {
  id: 'goroutine-infinite-loop',
  title: 'goroutines in a loop without an exit',
  summary:
    'Goroutines run, sleep or tick in a loop that has no way out, and more of them are started all the time. Each one also costs CPU at every round.',
  fixes: [
    {
      title: 'End the loop with its context',
      text: 'time.Sleep cannot be interrupted: wait for a ticker and for ctx.Done() together. If one loop for the process is what you meant, also check why it is started per request.',
      before: `func refresh(ctx context.Context, every time.Duration, load func()) {
	go func() {
		for {
			load()
			time.Sleep(every)
		}
	}()
}`,
      after: `func refresh(ctx context.Context, every time.Duration, load func()) {
	go func() {
		ticker := time.NewTicker(every)
		defer ticker.Stop()
		for {
			load()
			select {
			case <-ticker.C:
			case <-ctx.Done():
				return
			}
		}
	}()
}`,
      section: '3.1',
    },
    {
      title: 'Let retries give up',
      text: 'A retry loop needs a last attempt and a context. During a long outage even bounded retries pile up, so cap how many run at once, and log what was given up.',
      before: `func deliver(ctx context.Context, send func() error) {
	go func() {
		for send() != nil {
			time.Sleep(time.Second)
		}
	}()
}`,
      after: `func deliver(ctx context.Context, send func() error) {
	go func() {
		for wait := time.Second; send() != nil && wait < time.Minute; wait *= 2 {
			select {
			case <-time.After(wait):
			case <-ctx.Done():
				return
			}
		}
	}()
}`,
      section: '5.2',
    },
    {
      title: 'Leave the loop when the channel is closed',
      text: 'A receive from a closed channel returns the zero value at once, so a bare for loop spins for ever on empty work. Range over the channel, or test the second result of the receive and return.',
      before: `func consume(events <-chan string, handle func(string)) {
	go func() {
		for {
			handle(<-events) // after close: "" again and again
		}
	}()
}`,
      after: `func consume(events <-chan string, handle func(string)) {
	go func() {
		for event := range events {
			handle(event)
		}
	}()
}`,
      section: '3.1',
    },
  ],
};
