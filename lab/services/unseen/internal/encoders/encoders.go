// Package encoders packs pictures; buffers come from pools and go back there.
package encoders

import (
	"bytes"
	"context"
	"hash/crc32"
	"math/rand/v2"
	"net/http"
	"strconv"
	"sync"

	"example.com/unseen/internal/host"
	"example.com/unseen/internal/load"
)

// scratch is what one picture needs.
type scratch struct {
	plane [256 << 10]byte
	out   bytes.Buffer
}

// pooled is a sync.Pool of one type.
type pooled[T any] struct{ pool sync.Pool }

func (p *pooled[T]) borrow(use func(*T)) {
	item, ok := p.pool.Get().(*T)
	if !ok {
		item = new(T)
	}
	defer p.pool.Put(item)
	use(item)
}

// Setup wires the service.
func Setup(h *host.Host) {
	var buffers pooled[scratch]
	codes := makeCodebook()
	h.Handle("GET /v1/pictures/{picture}", func(r *http.Request) (any, error) {
		var sum uint32
		buffers.borrow(func(s *scratch) { sum = s.encode(codes, r.PathValue("picture")) })
		return sum, nil
	})
	h.Task(func(ctx context.Context) {
		load.Traffic{Lanes: 10, Rate: load.Steady(95), Next: func(rng *rand.Rand) load.Call {
			return load.Get("/v1/pictures/" + strconv.Itoa(rng.IntN(1_000_000)))
		}}.Send(ctx, h.Base)
	})
}

// codebook has a pattern for each pair of bytes.
type codebook [1 << 16][256]byte

func makeCodebook() *codebook {
	codes := new(codebook)
	for i := range codes {
		codes[i][i%256] = byte(i >> 8)
	}
	return codes
}

func (s *scratch) encode(codes *codebook, name string) uint32 {
	tiles := make([][]byte, 0, 16)
	for i := range 16 {
		tile := make([]byte, 64<<10)
		copy(tile, name)
		copy(tile[len(name):], codes[(i*len(name)*311)%len(codes)][:])
		tile[i] = byte(i)
		tiles = append(tiles, tile)
	}
	s.out.Reset()
	for i, tile := range tiles {
		copy(s.plane[i*(16<<10):], tile[:16<<10])
		s.out.Write(tile[:4<<10])
	}
	return crc32.ChecksumIEEE(s.out.Bytes()[:4096])
}
