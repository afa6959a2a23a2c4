import type { Pattern } from '../pattern.ts';

export const mapRetention: Pattern = {
  id: 'map-retention',
  title: 'maps that keep memory',
  summary:
    'Either entries of a long-lived map are never deleted, or they are, and the map keeps its room: delete and clear empty the slots, but a Go map never gives them back, not with the Swiss maps of Go 1.24 either. It stays as large as at its busiest moment.',
  fixes: [
    {
      title: 'Delete the entry when its owner goes',
      text: 'Put the delete next to the insert, as a defer, so that errors and panics run it too. Check that the key is the same in both places.',
      before: `type hub struct {
	mu    sync.Mutex
	conns map[string]io.Reader
}

func (h *hub) serve(id string, conn io.Reader, handle func(io.Reader)) {
	h.mu.Lock()
	h.conns[id] = conn // never deleted
	h.mu.Unlock()
	handle(conn)
}`,
      after: `type hub struct {
	mu    sync.Mutex
	conns map[string]io.Reader
}

func (h *hub) serve(id string, conn io.Reader, handle func(io.Reader)) {
	h.mu.Lock()
	h.conns[id] = conn
	h.mu.Unlock()
	defer func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		delete(h.conns, id)
	}()
	handle(conn)
}`,
      section: '3.3',
    },
    {
      title: 'Delete from every index',
      text: 'Two maps that point at the same values must lose them together. Keep both behind one type whose remove is the only way out.',
      before: `type user struct{ id, email string }

type users struct {
	byID, byEmail map[string]*user
}

func (u *users) add(added *user) { u.byID[added.id], u.byEmail[added.email] = added, added }

func (u *users) remove(id string) {
	delete(u.byID, id) // byEmail still holds the user
}`,
      after: `type user struct{ id, email string }

type users struct {
	byID, byEmail map[string]*user
}

func (u *users) add(added *user) { u.byID[added.id], u.byEmail[added.email] = added, added }

func (u *users) remove(id string) {
	if gone, ok := u.byID[id]; ok {
		delete(u.byID, id)
		delete(u.byEmail, gone.email)
	}
}`,
      section: '3.3',
    },
    {
      title: 'Rebuild the map after its peak',
      text: 'Copy what is left into a new map once most of it is gone (not with maps.Clone, which copies the empty slots too). Copying costs time, hence the thresholds. Keys and values over 128 bytes live outside the slots, and delete frees them; for smaller ones a map of pointers keeps less.',
      before: `type inflight struct{ byID map[int64][64]byte }

func (f *inflight) add(id int64, data [64]byte) { f.byID[id] = data }

func (f *inflight) done(id int64) {
	delete(f.byID, id) // the slots of the busiest moment stay
}`,
      after: `type inflight struct {
	byID map[int64][64]byte
	peak int
}

func (f *inflight) add(id int64, data [64]byte) {
	f.byID[id] = data
	f.peak = max(f.peak, len(f.byID))
}

func (f *inflight) done(id int64) {
	delete(f.byID, id)
	if f.peak < 64 || len(f.byID) > f.peak/4 {
		return
	}
	rest := make(map[int64][64]byte, len(f.byID))
	maps.Copy(rest, f.byID)
	f.byID, f.peak = rest, len(rest)
}`,
      section: '3.3',
    },
  ],
};
