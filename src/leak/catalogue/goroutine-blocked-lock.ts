import type { Pattern } from '../pattern.ts';

export const goroutineBlockedLock: Pattern = {
  id: 'goroutine-blocked-lock',
  title: 'goroutines blocked on a lock',
  summary:
    'Goroutines wait for a mutex, WaitGroup, Cond or semaphore that is never released. Every new request joins the queue, so the service often stops answering before memory runs out. Look in the goroutine dump for the one goroutine that holds the lock and does something else.',
  fixes: [
    {
      title: 'Unlock with defer',
      text: 'An early return or a panic between Lock and Unlock leaves the lock taken for ever. Write defer mu.Unlock() on the line after mu.Lock(); where the lock must be short, move the guarded part into a function of its own.',
      before: `type account struct {
	mu      sync.Mutex
	balance int
}

func (a *account) withdraw(n int) error {
	a.mu.Lock()
	if a.balance < n {
		return errors.New("insufficient funds") // still locked
	}
	a.balance -= n
	a.mu.Unlock()
	return nil
}`,
      after: `type account struct {
	mu      sync.Mutex
	balance int
}

func (a *account) withdraw(n int) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.balance < n {
		return errors.New("insufficient funds")
	}
	a.balance -= n
	return nil
}`,
      section: '5.1',
    },
    {
      title: 'Call Done on every path',
      text: 'One return that skips wg.Done() blocks Wait for ever. WaitGroup.Go (Go 1.25) does the counting; before that, defer wg.Done() comes first in the goroutine.',
      before: `func runAll(tasks []func() error, report func()) {
	var wg sync.WaitGroup
	for _, task := range tasks {
		wg.Add(1)
		go func() {
			if task() != nil {
				return // Done is skipped
			}
			wg.Done()
		}()
	}
	wg.Wait()
	report()
}`,
      after: `func runAll(tasks []func() error, report func()) {
	var wg sync.WaitGroup
	for _, task := range tasks {
		wg.Go(func() {
			if err := task(); err != nil {
				log.Print(err)
			}
		})
	}
	wg.Wait()
	report()
}`,
      section: '2.2',
    },
    {
      title: 'Hold no lock while waiting',
      text: 'A send, a query or a callback under a lock lets one slow peer block everybody. Copy what is needed, unlock, then wait. This default case drops messages for a full subscriber: count them, or disconnect the subscriber, so that the loss is seen.',
      before: `type hub struct {
	mu   sync.Mutex
	subs []chan string
}

func (h *hub) publish(msg string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, sub := range h.subs {
		sub <- msg // one slow subscriber blocks every publisher
	}
}`,
      after: `type hub struct {
	mu   sync.Mutex
	subs []chan string
}

func (h *hub) publish(msg string) {
	h.mu.Lock()
	subs := slices.Clone(h.subs)
	h.mu.Unlock()
	for _, sub := range subs {
		select {
		case sub <- msg:
		default: // full: this subscriber misses msg
		}
	}
}`,
      section: '2.2',
    },
  ],
};
