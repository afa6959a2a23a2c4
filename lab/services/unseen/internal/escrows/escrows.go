// Package escrows holds payments until they are settled or their time is over.
package escrows

import (
	"container/heap"
	"context"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"example.com/unseen/internal/host"
	"example.com/unseen/internal/load"
	"example.com/unseen/internal/words"
)

type payment struct {
	ID      string `json:"id"`
	Buyer   string `json:"buyer"`
	Seller  string `json:"seller"`
	Cents   int64  `json:"cents"`
	ends    time.Time
	settled bool
	trail   [36]event
}

type event struct {
	at   time.Time
	what string
}

// deadlines is a heap: what ends first is on top.
type deadlines []*payment

func (d deadlines) Len() int           { return len(d) }
func (d deadlines) Less(i, j int) bool { return d[i].ends.Before(d[j].ends) }
func (d deadlines) Swap(i, j int)      { d[i], d[j] = d[j], d[i] }
func (d *deadlines) Push(p any)        { *d = append(*d, p.(*payment)) }
func (d *deadlines) Pop() any {
	last := len(*d) - 1
	p := (*d)[last]
	(*d)[last] = nil
	*d = (*d)[:last]
	return p
}

func (p *payment) log(i int, what string) { p.trail[i] = event{time.Now(), what} }

func newPayment(id, buyer, seller string) *payment {
	return &payment{ID: id, Buyer: buyer, Seller: seller}
}

func dated(p *payment, term time.Duration) *payment {
	p.ends = time.Now().Add(term)
	return p
}

func opened(id, buyer, seller string) *payment {
	p := dated(newPayment(id, buyer, seller), 36*time.Hour)
	p.log(0, "opened")
	return p
}

// vault has what is open, by id and by its end.
type vault struct {
	mu   sync.Mutex
	open map[string]*payment
	ends deadlines
}

func (v *vault) add(p *payment) {
	v.open[p.ID] = p
	heap.Push(&v.ends, p)
}

func (v *vault) hold(id, buyer, seller string, cents int64) *payment {
	v.mu.Lock()
	defer v.mu.Unlock()
	p := opened(id, buyer, seller)
	p.Cents = cents
	v.add(p)
	return p
}

func (v *vault) settle(id string) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	p, ok := v.open[id]
	if ok {
		p.settled = true
		p.log(1, "settled")
		delete(v.open, id)
	}
	return ok
}

// sweep gives money back whose time is over.
func (v *vault) sweep() {
	v.mu.Lock()
	defer v.mu.Unlock()
	for len(v.ends) > 0 && time.Now().After(v.ends[0].ends) {
		p := heap.Pop(&v.ends).(*payment)
		if !p.settled {
			delete(v.open, p.ID)
		}
	}
}

// Setup wires the service.
func Setup(h *host.Host) {
	v := &vault{open: map[string]*payment{}}
	h.Handle("POST /v1/escrows", func(r *http.Request) (any, error) {
		body, err := host.Read[payment](r)
		if err != nil {
			return nil, err
		}
		return v.hold(body.ID, body.Buyer, body.Seller, body.Cents), nil
	})
	h.Handle("POST /v1/escrows/{escrow}/settle", func(r *http.Request) (any, error) { return v.settle(r.PathValue("escrow")), nil })
	h.Every(time.Second, v.sweep)
	h.Task(func(ctx context.Context) {
		traders := new(traders)
		load.Traffic{Lanes: 10, Rate: load.Steady(340), Next: traders.next}.Send(ctx, h.Base)
	})
}

// traders settle what they have opened.
type traders struct {
	mu   sync.Mutex
	open []string
}

func (t *traders) next(rng *rand.Rand) load.Call {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.open) > 400 || len(t.open) > 100 && rng.IntN(2) == 0 {
		id := t.open[0]
		t.open = append(t.open[:0], t.open[1:]...)
		return load.Call{Method: http.MethodPost, Path: "/v1/escrows/" + id + "/settle"}
	}
	id := words.Unique(rng, "e")
	t.open = append(t.open, id)
	return load.Post("/v1/escrows", payment{ID: id, Buyer: words.Text(rng, 20), Seller: words.Text(rng, 20), Cents: rng.Int64N(100_000)})
}
