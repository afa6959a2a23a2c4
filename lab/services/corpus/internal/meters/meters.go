// Package meters collects readings that meters send over TCP, a line for each.
package meters

import (
	"bufio"
	"context"
	"fmt"
	"log"
	"net"
	"net/http"
	"sync"

	"example.com/corpus/internal/peer"
	"example.com/corpus/internal/web"
)

// App is the meters service.
type App struct {
	mu       sync.Mutex
	readings map[int]float64 // by meter
}

// New wires the service.
func New() *App { return &App{readings: make(map[int]float64)} }

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /v1/total", func(w http.ResponseWriter, _ *http.Request) {
		a.mu.Lock()
		defer a.mu.Unlock()
		var total float64
		for _, reading := range a.readings {
			total += reading
		}
		web.Write(w, http.StatusOK, map[string]float64{"kwh": total})
	})
}

// Run accepts meters until ctx ends.
func (a *App) Run(ctx context.Context, _ string) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	context.AfterFunc(ctx, func() { listener.Close() })
	if err := peer.StartCaller(ctx, listener.Addr().String()); err != nil {
		log.Fatal(err)
	}
	for {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		go a.serve(conn)
	}
}

// serve reads a meter's lines until it hangs up.
func (a *App) serve(conn net.Conn) {
	defer conn.Close()
	lines := bufio.NewScanner(conn)
	for lines.Scan() {
		var meter int
		var kwh float64
		if _, err := fmt.Sscanf(lines.Text(), "%d %f", &meter, &kwh); err != nil {
			fmt.Fprintln(conn, "ERR")
			return
		}
		a.store(meter, kwh)
		fmt.Fprintln(conn, "OK")
	}
}

func (a *App) store(meter int, kwh float64) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.readings[meter] = kwh
}
