package service

import (
	"context"
	"fmt"
	"io"
	"os"
	"runtime/metrics"
	"syscall"
	"time"
)

// cancelAtEndOfInput ends the service with the process that started it, however that one ended.
func cancelAtEndOfInput(input io.Reader, cancel context.CancelFunc) {
	io.Copy(io.Discard, input)
	cancel()
}

// reexec replaces the process by a fresh one of the same service on the same address.
func reexec(config config, addr string) error {
	path, err := os.Executable()
	if err != nil {
		return err
	}
	return syscall.Exec(path, append([]string{path}, config.args(addr)...), os.Environ())
}

// watchMemory asks for a restart once the process holds more than limit bytes.
func watchMemory(ctx context.Context, limit uint64, restart chan<- string) {
	if limit == 0 {
		return
	}
	ticker := time.NewTicker(time.Second)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			if held := heldBytes(); held > limit {
				restart <- fmt.Sprintf("%d MiB held, the limit is %d MiB", held>>20, limit>>20)
				return
			}
		}
	}
}

// heldBytes is what the runtime has mapped and not given back: close to the resident set.
func heldBytes() uint64 {
	samples := []metrics.Sample{
		{Name: "/memory/classes/total:bytes"},
		{Name: "/memory/classes/heap/released:bytes"},
	}
	metrics.Read(samples)
	return samples[0].Value.Uint64() - samples[1].Value.Uint64()
}
