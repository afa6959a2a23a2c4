// Package host runs a program of the module: its API, pprof, its tasks, and its end.
package host

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	_ "net/http/pprof" // on http.DefaultServeMux, which serves what the API does not
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"
)

// Task works until its context ends.
type Task func(ctx context.Context)

// Host collects what a program consists of.
type Host struct {
	// Log goes nowhere, at the cost of a real one.
	Log *slog.Logger
	// Base is the program's own address once tasks run.
	Base string

	api     *http.ServeMux
	wrap    []func(http.Handler) http.Handler
	tasks   []Task
	closers []func()
}

// Run sets a program up, serves it until SIGTERM, interrupt or the end of standard input, and exits.
// Flags of its own have to be defined before.
func Run(setup func(h *Host)) {
	addr := flag.String("addr", "127.0.0.1:0", "where to listen")
	tied := flag.Bool("exit-with-parent", false, "end when standard input closes")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if *tied {
		go func() {
			io.Copy(io.Discard, os.Stdin)
			stop()
		}()
	}
	h := &Host{Log: slog.New(slog.NewJSONHandler(io.Discard, nil)), api: http.NewServeMux()}
	setup(h)
	if err := h.serve(ctx, *addr); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// Task adds work that begins when the program listens.
func (h *Host) Task(task Task) { h.tasks = append(h.tasks, task) }

// Every adds work that is repeated.
func (h *Host) Every(period time.Duration, work func()) {
	h.Task(func(ctx context.Context) {
		ticker := time.NewTicker(period)
		defer ticker.Stop()
		for {
			select {
			case <-ticker.C:
				work()
			case <-ctx.Done():
				return
			}
		}
	})
}

// Use adds a middleware around the API; the first is the outermost.
func (h *Host) Use(middleware func(http.Handler) http.Handler) { h.wrap = append(h.wrap, middleware) }

// OnClose adds what is done last.
func (h *Host) OnClose(closer func()) { h.closers = append(h.closers, closer) }

func (h *Host) serve(ctx context.Context, addr string) error {
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	var api http.Handler = h.api
	for i := len(h.wrap) - 1; i >= 0; i-- {
		api = h.wrap[i](api)
	}
	root := http.NewServeMux()
	root.Handle("/debug/pprof/", http.DefaultServeMux)
	root.Handle("/", api)
	server := &http.Server{Handler: root, ReadHeaderTimeout: 3 * time.Second}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	h.Base = "http://" + listener.Addr().String()
	fmt.Println("listening on", listener.Addr())
	var tasks sync.WaitGroup
	for _, task := range h.tasks {
		tasks.Go(func() { task(ctx) })
	}
	select {
	case err = <-ended:
	case <-ctx.Done():
		err = server.Close()
		tasks.Wait()
	}
	for _, closer := range h.closers {
		closer()
	}
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}
