// Package service runs one HTTP service of the shop: flags, routes, profiling endpoints, an orderly end.
package service

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"
	"time"
)

// App is what a service adds to the common frame.
type App interface {
	// Routes registers the service's own endpoints.
	Routes(mux *http.ServeMux)
	// Run does the service's background work until ctx ends. base is the service's own address,
	// rate multiplies the traffic that its customers send.
	Run(ctx context.Context, base string, rate float64)
}

// Env is what the frame gives to a service.
type Env struct {
	// Tidy tells whether work that begins now is to be cleaned up after.
	Tidy func() bool
}

// Main parses the command line, serves until SIGTERM or interrupt, and exits.
func Main(name string, build func(Env) App) {
	log.SetFlags(log.Ltime | log.Lmsgprefix)
	log.SetPrefix(name + ": ")
	config := parseFlags(name)
	if err := run(config, build); err != nil {
		log.Fatal(err)
	}
}

func run(config config, build func(Env) App) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if config.exitWithParent {
		go cancelAtEndOfInput(os.Stdin, cancel)
	}

	var tidy atomic.Bool
	tidy.Store(!config.leak)
	app := build(Env{Tidy: tidy.Load})

	listener, err := listen(ctx, config.addr)
	if err != nil {
		return err
	}
	addr := listener.Addr().String()
	restart := make(chan string, 1)
	server := &http.Server{Handler: routes(app, config, &tidy, restart), ReadHeaderTimeout: 5 * time.Second}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	fmt.Printf("listening on %s\n", addr)

	go app.Run(ctx, "http://"+addr, config.rate)
	go watchMemory(ctx, config.memoryLimit, restart)

	select {
	case err := <-failed:
		return err
	case reason := <-restart:
		log.Printf("restarting: %s", reason)
		shutDown(server)
		config.leak = !tidy.Load() // what was mended stays mended, as after a deploy
		return reexec(config, addr)
	case <-ctx.Done():
		cancel()
		shutDown(server)
		return nil
	}
}

// listen retries for a moment: after a restart the old process's socket may still be closing.
func listen(ctx context.Context, addr string) (net.Listener, error) {
	var lc net.ListenConfig
	for attempt := 0; ; attempt++ {
		listener, err := lc.Listen(ctx, "tcp", addr)
		if err == nil || attempt == 20 || !errors.Is(err, syscall.EADDRINUSE) {
			return listener, err
		}
		time.Sleep(50 * time.Millisecond)
	}
}

func shutDown(server *http.Server) {
	ctx, cancel := context.WithTimeout(context.Background(), 500*time.Millisecond)
	defer cancel()
	if server.Shutdown(ctx) != nil {
		server.Close()
	}
}
