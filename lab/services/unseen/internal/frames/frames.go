// Package frames takes frames of devices over TCP and knows which it has seen.
package frames

import (
	"bufio"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"sync"

	"example.com/unseen/internal/host"
	"example.com/unseen/internal/load"
	"example.com/unseen/internal/words"
)

// A frame is a length, a serial number of sixteen bytes, and what the device has to say.
const serialSize = 16

// arrivals are the serial numbers in the order in which they came.
type arrivals struct {
	mu      sync.Mutex
	serials [][]byte
	bytes   int64
}

func (a *arrivals) note(frame []byte) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.serials = append(a.serials, frame[:serialSize])
	a.bytes += int64(len(frame))
}

func (a *arrivals) newest(*http.Request) (any, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	var newest []string
	for i := len(a.serials) - 1; i >= 0 && len(newest) < 20; i-- {
		newest = append(newest, fmt.Sprintf("%x", a.serials[i]))
	}
	return newest, nil
}

// Setup wires the service.
func Setup(h *host.Host) {
	a := new(arrivals)
	h.Handle("GET /v1/frames", a.newest)
	h.Task(func(ctx context.Context) {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			h.Log.Error("no frames are taken", "error", err)
			return
		}
		stop := context.AfterFunc(ctx, func() { listener.Close() })
		defer stop()
		var devices sync.WaitGroup
		for range 5 {
			devices.Go(func() { device(ctx, listener.Addr().String()) })
		}
		for {
			conn, err := listener.Accept()
			if err != nil {
				break
			}
			go a.serve(ctx, conn)
		}
		devices.Wait()
	})
	h.Task(func(ctx context.Context) {
		load.Traffic{Rate: load.Steady(30), Next: func(*rand.Rand) load.Call { return load.Get("/v1/frames") }}.Send(ctx, h.Base)
	})
}

func (a *arrivals) serve(ctx context.Context, conn net.Conn) {
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	defer conn.Close()
	in := bufio.NewReaderSize(conn, 8<<10)
	for {
		frame, err := readFrame(in)
		if err != nil {
			return
		}
		a.note(frame)
	}
}

func readFrame(in io.Reader) ([]byte, error) {
	var size [4]byte
	if _, err := io.ReadFull(in, size[:]); err != nil {
		return nil, err
	}
	frame := make([]byte, min(binary.BigEndian.Uint32(size[:]), 64<<10))
	_, err := io.ReadFull(in, frame)
	return frame, err
}

// device sends frames of different sizes.
func device(ctx context.Context, addr string) {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return
	}
	defer conn.Close()
	frame := make([]byte, 0, 64<<10)
	for rng := range load.Arrivals(ctx, load.Steady(22)) {
		text := words.Text(rng, 6_000+rng.IntN(20_000))
		frame = binary.BigEndian.AppendUint32(frame[:0], uint32(serialSize+len(text)))
		frame = binary.BigEndian.AppendUint64(frame, rng.Uint64())
		frame = binary.BigEndian.AppendUint64(frame, rng.Uint64())
		if _, err := conn.Write(append(frame, text...)); err != nil {
			return
		}
	}
}
