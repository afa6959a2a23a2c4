import type { Pattern } from '../pattern.ts';

export const timerNotStopped: Pattern = {
  id: 'timer-not-stopped',
  title: 'timers never stopped',
  summary:
    'Timers that are still pending keep their function, and what it captures, alive. Since Go 1.23 (the version in go.mod counts) a timer or ticker that nothing refers to is collected without Stop; what still leaks is an AfterFunc that has not fired, a timer kept in a map or struct, and a goroutine that waits on the channel of a ticker.',
  fixes: [
    {
      title: 'Stop the AfterFunc when the work is done',
      text: 'A pending AfterFunc belongs to the runtime, so it keeps what it captures until it fires: the rate of calls times the delay is what stays live. Stop does not wait for a function that has already started.',
      before: `func handle(req []byte, work, late func([]byte)) {
	time.AfterFunc(time.Hour, func() { late(req) }) // keeps req for an hour
	work(req)
}`,
      after: `func handle(req []byte, work, late func([]byte)) {
	watchdog := time.AfterFunc(time.Hour, func() { late(req) })
	defer watchdog.Stop()
	work(req)
}`,
      section: '5.1',
    },
    {
      title: 'Stop a timer before replacing it',
      text: 'Overwriting the entry of a map drops your reference only: the runtime keeps the pending AfterFunc. Stop the old timer first, and delete the key once its timer has fired or its owner has gone.',
      before: `type debouncer struct {
	mu     sync.Mutex
	timers map[string]*time.Timer
}

func (d *debouncer) touch(key string, f func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.timers[key] = time.AfterFunc(time.Hour, f) // the last one still runs
}`,
      after: `type debouncer struct {
	mu     sync.Mutex
	timers map[string]*time.Timer
}

func (d *debouncer) touch(key string, f func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if last, ok := d.timers[key]; ok {
		last.Stop()
	}
	d.timers[key] = time.AfterFunc(time.Hour, f)
}`,
      section: '5.1',
    },
  ],
};
