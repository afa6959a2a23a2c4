// The kernels frame takes the place of main.go beside the goroutine-leak kernels of the Go toolchain
// (runtime/testdata/testgoroutineleakprofile): instead of running one of them once, it runs it again and again behind
// net/http/pprof, as a service does that is asked again and again.
package main

import (
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	_ "net/http/pprof"
	"os"
	"runtime"
	"runtime/pprof"
	"sync/atomic"
	"time"
)

const (
	// Many kernels start hundreds of goroutines at a time to make a rare order of events likely: calls keep below this
	// growth, but at least one is made every slowest.
	goroutinesPerSecond = 300
	every               = 100 * time.Millisecond
	slowest             = time.Second
	// No more calls beyond: memory is bounded whatever a kernel does.
	mostGoroutines = 200_000
)

// yieldCount is how often kernels yield before they look for their leaks.
const yieldCount = 10

var kernels = map[string]func(){}

// register is what each kernel calls from its init.
func register(name string, kernel func()) {
	if kernels[name] != nil {
		panic("duplicate registration: " + name)
	}
	kernels[name] = kernel
}

func main() {
	addr := flag.String("addr", "127.0.0.1:0", "address to listen on; port 0 takes a free one")
	exitWithParent := flag.Bool("exit-with-parent", false, "exit when standard input closes")
	name := flag.String("kernel", "", "name of the kernel to run")
	life := flag.Duration("life", 2*time.Minute, "exit after this long")
	flag.Parse()
	kernel := kernels[*name]
	if kernel == nil {
		log.Fatalf("no kernel is called %q", *name)
	}
	time.AfterFunc(*life, func() { os.Exit(0) })
	if *exitWithParent {
		go exitAtEndOfInput()
	}
	// Where kernels write to instead of the runtime's leak profile, which would force a collection at each call: nothing.
	pprof.NewProfile("kernel-reports")
	listener, err := net.Listen("tcp", *addr)
	if err != nil {
		log.Fatal(err)
	}
	http.HandleFunc("GET /goroutines", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintln(w, runtime.NumGoroutine())
	})
	var quiet atomic.Bool
	http.HandleFunc("POST /quiet", func(w http.ResponseWriter, _ *http.Request) {
		quiet.Store(true)
		w.WriteHeader(http.StatusNoContent)
	})
	go func() { log.Fatal(http.Serve(listener, nil)) }()
	fmt.Printf("listening on %s\n", listener.Addr())
	callAgain(kernel, &quiet)
}

func callAgain(kernel func(), quiet *atomic.Bool) {
	start := time.Now()
	last := start
	for range time.Tick(every) {
		if quiet.Load() {
			continue
		}
		count := runtime.NumGoroutine()
		ahead := float64(count) > goroutinesPerSecond*time.Since(start).Seconds()
		if count > mostGoroutines || ahead && time.Since(last) < slowest {
			continue
		}
		last = time.Now()
		go kernel()
	}
}

// exitAtEndOfInput ends the program with the one that started it, however that ended.
func exitAtEndOfInput() {
	io.Copy(io.Discard, os.Stdin)
	os.Exit(0)
}
