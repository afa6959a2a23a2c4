// Package ticks pushes tables of prices over upgraded connections.
package ticks

import (
	"bufio"
	"context"
	"encoding/binary"
	"math"
	"math/rand/v2"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"example.com/unseen/internal/host"
	"example.com/unseen/internal/side"
)

const symbols = 1500

// App is the ticks service.
type App struct {
	table   atomic.Pointer[[symbols]float64]
	viewers atomic.Int64
}

// Setup wires the service.
func Setup(h *host.Host) {
	a := new(App)
	a.table.Store(new([symbols]float64))
	h.Every(40*time.Millisecond, a.move)
	h.Raw("GET /v1/ticks", a.upgrade)
	h.Handle("GET /v1/viewers", func(*http.Request) (any, error) { return a.viewers.Load(), nil })
	h.Task(func(ctx context.Context) { side.Start(ctx, h.Base) })
}

// move publishes the next table; readers keep the one that they hold.
func (a *App) move() {
	next := *a.table.Load()
	for i := range next {
		next[i] += rand.NormFloat64()
	}
	a.table.Store(&next)
}

func (a *App) upgrade(w http.ResponseWriter, r *http.Request) {
	conn, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	defer conn.Close()
	if tcp, ok := conn.(*net.TCPConn); ok {
		tcp.SetWriteBuffer(16 << 10)
	}
	a.viewers.Add(1)
	defer a.viewers.Add(-1)
	buffered.WriteString("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: ticks\r\n\r\n")
	a.push(buffered.Writer)
}

// push writes tables until the viewer hangs up.
func (a *App) push(w *bufio.Writer) error {
	line := make([]byte, 0, 8*symbols)
	for {
		line = line[:0]
		for _, price := range a.table.Load() {
			line = binary.LittleEndian.AppendUint64(line, math.Float64bits(price))
		}
		if _, err := w.Write(line); err != nil {
			return err
		}
		if err := w.Flush(); err != nil {
			return err
		}
		time.Sleep(80 * time.Millisecond)
	}
}
