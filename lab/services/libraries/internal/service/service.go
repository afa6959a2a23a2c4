// Package service runs one HTTP service: flags, routes, profiling endpoints, an orderly end.
package service

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/pprof"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// App is what a service adds to the common frame.
type App interface {
	// Routes registers the service's own endpoints.
	Routes(mux *http.ServeMux)
	// Run does the service's background work until ctx ends. base is the service's own address.
	Run(ctx context.Context, base string)
}

// Main parses the command line, serves until SIGTERM, interrupt or the end of its parent, and exits.
func Main(name string, build func(ctx context.Context) (App, error)) {
	log.SetFlags(log.Ltime | log.Lmsgprefix)
	log.SetPrefix(name + ": ")
	addr := flag.String("addr", "127.0.0.1:0", "address to listen on; port 0 takes a free one")
	exitWithParent := flag.Bool("exit-with-parent", false, "exit when standard input closes")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if *exitWithParent {
		go func() {
			io.Copy(io.Discard, os.Stdin)
			stop()
		}()
	}
	if err := run(ctx, *addr, build); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, addr string, build func(ctx context.Context) (App, error)) error {
	app, err := build(ctx)
	if err != nil {
		return err
	}
	if closer, ok := app.(io.Closer); ok {
		defer closer.Close()
	}
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	app.Routes(mux)
	profiling(mux)
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	fmt.Printf("listening on %s\n", listener.Addr())
	go app.Run(ctx, "http://"+listener.Addr().String())

	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
		return shutDown(server)
	}
}

func profiling(mux *http.ServeMux) {
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
}

// shutDown gives requests under way half a second.
func shutDown(server *http.Server) error {
	ctx, cancel := context.WithTimeout(context.Background(), 500*time.Millisecond)
	defer cancel()
	if err := server.Shutdown(ctx); !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return server.Close()
}
