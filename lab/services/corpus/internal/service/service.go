// Package service is the frame that every program of the module shares: flags, listener, pprof, shutdown.
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
	"sync"
	"syscall"
	"time"
)

// App is what a program adds to the frame.
type App interface {
	// Routes registers the program's own endpoints.
	Routes(mux *http.ServeMux)
	// Run does background work until ctx ends. base is the program's own address.
	Run(ctx context.Context, base string)
}

// Main parses the command line, serves until SIGTERM or interrupt, and exits.
// build runs after the flags are parsed, so a program may define its own.
func Main(name string, build func() App) {
	log.SetFlags(log.Ltime | log.Lmsgprefix)
	log.SetPrefix(name + ": ")
	addr := flag.String("addr", "127.0.0.1:0", "address to listen on; port 0 takes a free one")
	exitWithParent := flag.Bool("exit-with-parent", false, "exit when standard input closes")
	flag.Parse()
	if err := run(*addr, *exitWithParent, build); err != nil {
		log.Fatal(err)
	}
}

func run(addr string, exitWithParent bool, build func() App) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if exitWithParent {
		go cancelAtEndOfInput(os.Stdin, cancel)
	}
	app := build()
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	server := &http.Server{Handler: routes(app), ReadHeaderTimeout: 5 * time.Second}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	fmt.Printf("listening on %s\n", listener.Addr())
	var working sync.WaitGroup
	working.Go(func() { app.Run(ctx, "http://"+listener.Addr().String()) })
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
		err := shutDown(server)
		working.Wait()
		return err
	}
}

func routes(app App) http.Handler {
	mux := http.NewServeMux()
	app.Routes(mux)
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "ok\n") })
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	return mux
}

// cancelAtEndOfInput ends the program with the one that started it, however that ended.
func cancelAtEndOfInput(input io.Reader, cancel context.CancelFunc) {
	io.Copy(io.Discard, input)
	cancel()
}

func shutDown(server *http.Server) error {
	ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
	defer cancel()
	if err := server.Shutdown(ctx); !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return server.Close()
}
