import type { Pattern } from '../pattern.ts';

export const goroutineBlockedSelect: Pattern = {
  id: 'goroutine-blocked-select',
  title: 'goroutines blocked in select',
  summary:
    'Goroutines wait in a select none of whose cases can happen any more, because nothing tells them to stop. Whoever started them has gone; the goroutines, their stacks and what they refer to stay.',
  fixes: [
    {
      title: 'Add a done channel and close it',
      text: 'Closing a channel wakes every goroutine that waits on it. Give the type a Close that may be called twice, and make sure that each owner calls it: defer w.Close() right after newWorker.',
      before: `type worker struct {
	jobs, flush chan string
}

func newWorker(handle func(string)) *worker {
	w := &worker{jobs: make(chan string), flush: make(chan string)}
	go func() {
		for {
			select { // no case ends the loop
			case job := <-w.jobs:
				handle(job)
			case reason := <-w.flush:
				handle(reason)
			}
		}
	}()
	return w
}`,
      after: `type worker struct {
	jobs, flush chan string
	done        chan struct{}
	once        sync.Once
}

func newWorker(handle func(string)) *worker {
	w := &worker{jobs: make(chan string), flush: make(chan string), done: make(chan struct{})}
	go func() {
		for {
			select {
			case job := <-w.jobs:
				handle(job)
			case reason := <-w.flush:
				handle(reason)
			case <-w.done:
				return
			}
		}
	}()
	return w
}

func (w *worker) Close() { w.once.Do(func() { close(w.done) }) }`,
      section: '3.1',
    },
    {
      title: 'Add a ctx.Done() case',
      text: 'A goroutine that works for a request or for a component takes its ctx and returns when the ctx ends. Senders on the same channels need the same case, or they block once this reader has gone.',
      before: `func watch(ctx context.Context, changed, removed <-chan string, apply func(string)) {
	go func() {
		for {
			select {
			case key := <-changed:
				apply(key)
			case key := <-removed:
				apply("-" + key)
			}
		}
	}()
}`,
      after: `func watch(ctx context.Context, changed, removed <-chan string, apply func(string)) {
	go func() {
		for {
			select {
			case key := <-changed:
				apply(key)
			case key := <-removed:
				apply("-" + key)
			case <-ctx.Done():
				return
			}
		}
	}()
}`,
      section: '5.2',
    },
  ],
};
