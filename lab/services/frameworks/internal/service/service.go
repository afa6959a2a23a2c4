// Package service is the frame of every service: command line, server, profiling endpoints, an orderly end.
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

// App is what a service adds to the frame. It may be an io.Closer.
type App interface {
	// Handler serves the service's own API, with the framework of its choice.
	Handler() http.Handler
	// Run is the service's traffic and background work until ctx ends. base is the service's own address.
	Run(ctx context.Context, base string)
}

// SelfServing is an App whose framework does not build on net/http. It serves profiles itself.
type SelfServing interface {
	Serve(listener net.Listener) error
	Shutdown(ctx context.Context) error
	Run(ctx context.Context, base string)
}

type server interface {
	Serve(listener net.Listener) error
	Shutdown(ctx context.Context) error
}

type runner interface {
	Run(ctx context.Context, base string)
}

// Main serves an App until SIGTERM, interrupt or the end of its parent, and exits.
func Main[A App](name string, build func(ctx context.Context) (A, error)) {
	run(name, func(ctx context.Context) (runner, server, error) {
		app, err := build(ctx)
		if err != nil {
			return nil, nil, err
		}
		mux := http.NewServeMux()
		mux.Handle("/", app.Handler())
		profiling(mux)
		return app, &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}, nil
	})
}

// MainSelfServing is Main for an App that serves itself.
func MainSelfServing[A SelfServing](name string, build func(ctx context.Context) (A, error)) {
	run(name, func(ctx context.Context) (runner, server, error) {
		app, err := build(ctx)
		return app, app, err
	})
}

func run(name string, build func(ctx context.Context) (runner, server, error)) {
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
	if err := serve(ctx, *addr, build); err != nil {
		log.Fatal(err)
	}
}

func serve(ctx context.Context, addr string, build func(ctx context.Context) (runner, server, error)) error {
	app, server, err := build(ctx)
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

// shutDown gives requests under way half a second.
func shutDown(server server) error {
	ctx, cancel := context.WithTimeout(context.Background(), 500*time.Millisecond)
	defer cancel()
	err := server.Shutdown(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		return nil
	}
	return err
}

func profiling(mux *http.ServeMux) {
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
}
