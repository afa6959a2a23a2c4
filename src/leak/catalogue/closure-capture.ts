import type { Pattern } from '../pattern.ts';

export const closureCapture: Pattern = {
  id: 'closure-capture',
  title: 'closures kept alive',
  summary:
    'Functions are kept in a list of listeners, callbacks or hooks, and every function keeps all that it captures. A cycle of references alone is no leak, because Go collects cycles; a cycle through an object with a finalizer is one.',
  fixes: [
    {
      title: 'Unregister the callback',
      text: 'Let the registration return its own undo, and call it with defer. Functions cannot be compared in Go, so give each an id. A closure that is needed once is best called and dropped, not collected in a slice.',
      before: `type bus struct {
	mu        sync.Mutex
	listeners []func(string)
}

func (b *bus) subscribe(f func(string)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.listeners = append(b.listeners, f) // no way to leave
}`,
      after: `type bus struct {
	mu        sync.Mutex
	listeners map[int]func(string)
	next      int
}

func (b *bus) subscribe(f func(string)) (leave func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	id := b.next
	b.next++
	b.listeners[id] = f
	return func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		delete(b.listeners, id)
	}
}`,
      section: '3.2',
    },
    {
      title: 'Capture only what is needed',
      text: 'A closure that mentions one field of a struct keeps the whole struct, and a method value such as o.name keeps its receiver. Copy the field into a variable of its own first. The closure still has to be unregistered one day; this makes it small.',
      before: `type order struct {
	id   string
	body []byte
}

func label(o *order) func() string {
	return func() string { return o.id } // keeps body too
}`,
      after: `type order struct {
	id   string
	body []byte
}

func label(o *order) func() string {
	id := o.id
	return func() string { return id }
}`,
      section: '3.2',
    },
    {
      title: 'Replace the finalizer by a cleanup',
      text: 'An object with a finalizer that can be reached from itself is never freed. runtime.AddCleanup (Go 1.24) works in cycles, as long as neither the cleanup nor its argument refers to the object. Better still is a Close that the owner calls.',
      before: `type conn struct {
	fd     int
	buf    [4096]byte
	onDone func()
}

func newConn(fd int, release func(int)) *conn {
	c := &conn{fd: fd}
	c.onDone = func() { release(c.fd) } // c → onDone → c
	runtime.SetFinalizer(c, func(c *conn) { c.onDone() })
	return c
}`,
      after: `type conn struct {
	fd     int
	buf    [4096]byte
	onDone func()
}

func newConn(fd int, release func(int)) *conn {
	c := &conn{fd: fd}
	c.onDone = func() { release(c.fd) }
	runtime.AddCleanup(c, release, fd)
	return c
}`,
      section: '2.4',
    },
  ],
};
