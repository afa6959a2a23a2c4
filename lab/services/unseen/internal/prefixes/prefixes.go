// Package prefixes is a routing table: networks are announced, withdrawn and looked up.
package prefixes

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/netip"
	"sync"

	"example.com/unseen/internal/host"
	"example.com/unseen/internal/load"
)

// node has a child for each value of the next four bits.
type node struct {
	children [16]*node
	hop      netip.Addr
}

func nibble(bits [16]byte, depth int) byte {
	b := bits[depth/2]
	if depth%2 == 0 {
		return b >> 4
	}
	return b & 15
}

// table is a tree of nodes.
type table struct {
	mu     sync.RWMutex
	root   *node
	routes int
}

func (t *table) announce(prefix netip.Prefix, hop netip.Addr) {
	t.mu.Lock()
	defer t.mu.Unlock()
	at, bits := t.root, prefix.Addr().As16()
	for depth := range prefix.Bits() / 4 {
		next := &at.children[nibble(bits, depth)]
		if *next == nil {
			*next = new(node)
		}
		at = *next
	}
	if !at.hop.IsValid() {
		t.routes++
	}
	at.hop = hop
}

func (t *table) withdraw(prefix netip.Prefix) {
	t.mu.Lock()
	defer t.mu.Unlock()
	at, bits := t.root, prefix.Addr().As16()
	for depth := range prefix.Bits() / 4 {
		if at = at.children[nibble(bits, depth)]; at == nil {
			return
		}
	}
	if at.hop.IsValid() {
		t.routes--
	}
	at.hop = netip.Addr{}
}

func (t *table) lookup(addr netip.Addr) (hop netip.Addr) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	bits := addr.As16()
	for at, depth := t.root, 0; at != nil && depth < 32; depth++ {
		if at.hop.IsValid() {
			hop = at.hop
		}
		at = at.children[nibble(bits, depth)]
	}
	return hop
}

// Setup wires the service.
func Setup(h *host.Host) {
	t := &table{root: new(node)}
	h.Handle("POST /v1/updates", t.update)
	h.Raw("GET /v1/dump", t.dump)
	h.Handle("GET /v1/routes/{addr}", func(r *http.Request) (any, error) {
		addr, err := netip.ParseAddr(r.PathValue("addr"))
		if err != nil {
			return nil, host.Fault{Status: http.StatusBadRequest, What: err.Error()}
		}
		return t.lookup(addr), nil
	})
	h.Task(func(ctx context.Context) {
		peers := new(peers)
		load.Traffic{Rate: load.Steady(130), Next: peers.next}.Send(ctx, h.Base)
	})
}

type change struct {
	Announce, Withdraw []netip.Prefix
	Hop                netip.Addr
}

func (t *table) update(r *http.Request) (any, error) {
	c, err := host.Read[change](r)
	if err != nil {
		return nil, err
	}
	for _, prefix := range c.Withdraw {
		t.withdraw(prefix)
	}
	for _, prefix := range c.Announce {
		t.announce(prefix, c.Hop)
	}
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.routes, nil
}

// dump answers a page of the table in the form that routers load.
func (t *table) dump(w http.ResponseWriter, _ *http.Request) {
	page := make([]byte, 768<<10)
	t.mu.RLock()
	n := copy(page, fmt.Sprintf("routes %d\n", t.routes))
	t.mu.RUnlock()
	for i := n; i < len(page); i += 512 {
		page[i] = byte(i >> 9)
	}
	w.Write(page[:4096])
}

// peers announce networks and withdraw them some time later.
type peers struct {
	mu        sync.Mutex
	announced []netip.Prefix
}

func (p *peers) next(rng *rand.Rand) load.Call {
	var raw [16]byte
	for i := range raw {
		raw[i] = byte(rng.Uint32())
	}
	raw[0], raw[1] = 0x20, 0x01
	switch rng.IntN(10) {
	case 0, 1, 2, 3, 4:
		return load.Get("/v1/dump")
	case 5, 6:
		return load.Get("/v1/routes/" + netip.AddrFrom16(raw).String())
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	c := change{Hop: netip.AddrFrom4([4]byte{10, 0, 0, byte(rng.IntN(8))})}
	for range 6 {
		raw[3+rng.IntN(3)] = byte(rng.Uint32())
		prefix := netip.PrefixFrom(netip.AddrFrom16(raw), 44).Masked()
		c.Announce = append(c.Announce, prefix)
	}
	p.announced = append(p.announced, c.Announce...)
	if len(p.announced) > 1200 {
		c.Withdraw = append(c.Withdraw, p.announced[:6]...)
		p.announced = append(p.announced[:0], p.announced[6:]...)
	}
	return load.Post("/v1/updates", c)
}
