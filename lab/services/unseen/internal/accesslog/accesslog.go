// Package accesslog gathers lines and writes them out every ten seconds, or when it is told to.
package accesslog

import (
	"context"
	"encoding/binary"
	"hash/crc64"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"example.com/unseen/internal/host"
	"example.com/unseen/internal/load"
	"example.com/unseen/internal/words"
)

// block is some lines with a head.
type block struct {
	lines []byte
	sum   uint64
}

// sink writes blocks out.
type sink struct {
	mu     sync.Mutex
	blocks []block
	size   int
	out    io.Writer
}

func (s *sink) add(lines []byte) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.blocks = append(s.blocks, block{lines, crc64.Checksum(lines, crc64.MakeTable(crc64.ISO))})
	s.size += len(lines)
	return s.size
}

func (s *sink) flush() {
	s.mu.Lock()
	blocks := s.blocks
	s.blocks, s.size = nil, 0
	s.mu.Unlock()
	var head [8]byte
	for _, b := range blocks {
		binary.BigEndian.PutUint64(head[:], b.sum)
		s.out.Write(head[:])
		s.out.Write(b.lines)
	}
}

// Setup wires the service.
func Setup(h *host.Host) {
	s := &sink{out: io.Discard}
	h.Handle("POST /v1/lines", func(r *http.Request) (any, error) {
		lines, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
		if err != nil {
			return nil, err
		}
		return s.add(lines), nil
	})
	h.Task(func(ctx context.Context) {
		told := make(chan os.Signal, 1)
		signal.Notify(told, syscall.SIGHUP)
		defer signal.Stop(told)
		ticker := time.NewTicker(10 * time.Second)
		defer ticker.Stop()
		for {
			select {
			case <-ticker.C:
			case <-told:
			case <-ctx.Done():
				s.flush()
				return
			}
			s.flush()
		}
	})
	h.Task(func(ctx context.Context) {
		load.Traffic{Rate: load.Steady(120), Next: func(rng *rand.Rand) load.Call {
			return load.Call{Method: http.MethodPost, Path: "/v1/lines", Body: []byte(words.Text(rng, 6000))}
		}}.Send(ctx, h.Base)
	})
}
