package ticks

import (
	"bufio"
	"context"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"example.com/unseen/internal/load"
)

// View opens connections from another process until it ends: some viewers watch for a while, some fall asleep.
func View(base string) {
	addr := strings.TrimPrefix(base, "http://")
	var (
		mu     sync.Mutex
		asleep []net.Conn
	)
	for rng := range load.Arrivals(context.Background(), load.Steady(7)) {
		sleepy := rng.IntN(2) == 0
		go func() {
			conn, err := net.Dial("tcp", addr)
			if err != nil {
				return
			}
			conn.(*net.TCPConn).SetReadBuffer(16 << 10)
			req, _ := http.NewRequest(http.MethodGet, base+"/v1/ticks", nil)
			req.Write(conn)
			watching := time.Second + rand.N(3*time.Second)
			conn.SetReadDeadline(time.Now().Add(watching))
			io.Copy(io.Discard, bufio.NewReader(conn))
			if !sleepy {
				conn.Close()
				return
			}
			mu.Lock()
			asleep = append(asleep, conn)
			mu.Unlock()
		}()
	}
}
