// Package replog writes to partitions; a primary keeps for its followers what they have not confirmed.
package replog

import (
	"context"
	"encoding/binary"
	"flag"
	"fmt"
	"hash/crc32"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"example.com/unseen/internal/host"
	"example.com/unseen/internal/load"
	"example.com/unseen/internal/words"
)

var primary = flag.Bool("primary", false, "write for followers too")

// record is an entry of the log.
type record struct {
	seq     uint64
	at      int64
	sum     uint32
	payload [84]byte
}

type partition struct {
	mu        sync.Mutex
	seq       uint64
	followers [3]uint64 // up to where each has confirmed
	pending   []record
	state     map[string]uint64
}

type write struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

func (p *partition) apply(w write) uint64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.seq++
	p.state[w.Key] = p.seq
	if *primary {
		p.log(w)
	}
	return p.seq
}

func (p *partition) log(w write) {
	r := record{seq: p.seq, at: time.Now().UnixNano(), sum: crc32.ChecksumIEEE([]byte(w.Value))}
	copy(r.payload[:], w.Value)
	p.pending = append(p.pending, r)
}

func (p *partition) confirm(follower int, seq uint64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.followers[follower] = max(p.followers[follower], seq)
}

// trim forgets what every follower has.
func (p *partition) trim() {
	p.mu.Lock()
	defer p.mu.Unlock()
	everywhere := slices.Min(p.followers[:])
	done := 0
	for done < len(p.pending) && p.pending[done].seq <= everywhere {
		done++
	}
	p.pending = p.pending[done:]
}

// App is the replog service.
type App struct{ partitions [16]partition }

// Setup wires the service.
func Setup(h *host.Host) {
	a := new(App)
	for i := range a.partitions {
		a.partitions[i].state = map[string]uint64{}
		h.Every(time.Second, a.partitions[i].trim)
	}
	h.Handle("POST /v1/writes", a.write)
	h.Handle("PUT /v1/followers/{follower}", a.confirm)
	h.Task(func(ctx context.Context) {
		load.Traffic{Rate: load.Steady(150), Next: func(rng *rand.Rand) load.Call {
			if rng.IntN(10) == 0 {
				return load.Call{Method: http.MethodPut, Path: fmt.Sprintf("/v1/followers/%d", rng.IntN(2))}
			}
			batch := make([]write, 50)
			for i := range batch {
				batch[i] = write{Key: words.Key(rng, "k", 8000), Value: words.Text(rng, 60)}
			}
			return load.Post("/v1/writes", batch)
		}}.Send(ctx, h.Base)
	})
}

func (a *App) write(r *http.Request) (any, error) {
	batch, err := host.Read[[]write](r)
	if err != nil {
		return nil, err
	}
	var last []byte
	for _, w := range batch {
		at := crc32.ChecksumIEEE([]byte(w.Key)) % uint32(len(a.partitions))
		last = binary.BigEndian.AppendUint64(last[:0], a.partitions[at].apply(w))
	}
	return fmt.Sprintf("%x", last), nil
}

// confirm is called by a follower that has caught up.
func (a *App) confirm(r *http.Request) (any, error) {
	follower, err := strconv.Atoi(r.PathValue("follower"))
	if err != nil || follower < 0 || follower > 2 {
		return nil, host.Fault{Status: http.StatusNotFound, What: "no such follower"}
	}
	for i := range a.partitions {
		p := &a.partitions[i]
		p.mu.Lock()
		seq := p.seq
		p.mu.Unlock()
		p.confirm(follower, seq)
	}
	return "confirmed", nil
}
