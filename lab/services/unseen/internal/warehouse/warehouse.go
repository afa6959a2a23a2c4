// Package warehouse has a large stock, of which pieces are replaced all the time.
package warehouse

import (
	"context"
	"encoding/binary"
	"math/rand/v2"
	"net/http"
	"strconv"
	"sync"

	"example.com/unseen/internal/host"
	"example.com/unseen/internal/load"
)

const shelves = 14_000

type pallet struct {
	label string
	goods []byte
}

type hall struct {
	mu      sync.RWMutex
	pallets [shelves]*pallet
}

func stack(seed uint64) *pallet {
	p := &pallet{label: strconv.FormatUint(seed, 36), goods: make([]byte, 12<<10+seed%(5<<10))}
	for i := 0; i+8 <= len(p.goods); i += 64 {
		binary.LittleEndian.PutUint64(p.goods[i:], seed+uint64(i))
	}
	return p
}

// Setup wires the service.
func Setup(h *host.Host) {
	stock := new(hall)
	for i := range stock.pallets {
		stock.pallets[i] = stack(rand.Uint64())
	}
	h.Handle("PUT /v1/shelves/{shelf}", func(r *http.Request) (any, error) {
		shelf, err := strconv.Atoi(r.PathValue("shelf"))
		if err != nil || shelf < 0 || shelf >= shelves {
			return nil, host.Fault{Status: http.StatusNotFound, What: "no such shelf"}
		}
		for i := range 8 {
			p := stack(rand.Uint64())
			stock.mu.Lock()
			stock.pallets[(shelf+i*317)%shelves] = p
			stock.mu.Unlock()
		}
		return shelf, nil
	})
	h.Handle("GET /v1/shelves/{shelf}", func(r *http.Request) (any, error) {
		shelf, err := strconv.Atoi(r.PathValue("shelf"))
		if err != nil || shelf < 0 || shelf >= shelves {
			return nil, host.Fault{Status: http.StatusNotFound, What: "no such shelf"}
		}
		stock.mu.RLock()
		defer stock.mu.RUnlock()
		return stock.pallets[shelf].label, nil
	})
	h.Task(func(ctx context.Context) {
		load.Traffic{Rate: load.Steady(220), Next: func(rng *rand.Rand) load.Call {
			path := "/v1/shelves/" + strconv.Itoa(rng.IntN(shelves))
			if rng.IntN(3) == 0 {
				return load.Call{Method: http.MethodPut, Path: path}
			}
			return load.Get(path)
		}}.Send(ctx, h.Base)
	})
}
