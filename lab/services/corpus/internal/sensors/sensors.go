// Package sensors follows what sensors write to disk.
package sensors

import (
	"context"
	"fmt"
	"log"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"example.com/corpus/internal/crowd"
	"example.com/corpus/internal/follow"
	"example.com/corpus/internal/web"
)

const sensors = 20

// App is the sensors service.
type App struct {
	dir string
}

// New wires the service.
func New() *App {
	dir, err := os.MkdirTemp("", "sensors-")
	if err != nil {
		log.Fatal(err)
	}
	return &App{dir: dir}
}

func (a *App) path(sensor int) string {
	return filepath.Join(a.dir, fmt.Sprintf("%02d.log", sensor%sensors))
}

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /v1/sensors/{number}", func(w http.ResponseWriter, r *http.Request) {
		number, err := strconv.ParseUint(r.PathValue("number"), 10, 16)
		if err != nil {
			web.Fail(w, http.StatusBadRequest, err)
			return
		}
		lines, err := a.last(int(number))
		if err != nil {
			web.Fail(w, http.StatusNotFound, err)
			return
		}
		web.Write(w, http.StatusOK, lines)
	})
}

// last waits a moment for a sensor's newest lines.
func (a *App) last(sensor int) ([]string, error) {
	file, err := follow.Open(a.path(sensor))
	if err != nil {
		return nil, err
	}
	var lines []string
	for wait := time.After(60 * time.Millisecond); len(lines) < 3; {
		select {
		case line := <-file.Lines():
			lines = append(lines, line)
		case <-wait:
			return lines, nil
		}
	}
	return lines, nil
}

// Run lets sensors write and people look until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	defer os.RemoveAll(a.dir)
	a.write()
	var writing sync.WaitGroup
	defer writing.Wait()
	writing.Go(func() {
		ticker := time.NewTicker(time.Second)
		defer ticker.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-ticker.C:
				a.write()
			}
		}
	})
	crowd.Crowd{PerSecond: 6, Next: func(rng *rand.Rand) crowd.Request {
		return crowd.Get(fmt.Sprintf("/v1/sensors/%d", rng.IntN(sensors)))
	}}.Visit(ctx, base)
}

// write replaces every sensor's file.
func (a *App) write() {
	for sensor := range sensors {
		var text []byte
		for range 1 + rand.IntN(8) {
			text = fmt.Appendf(text, "%s %.2f\n", time.Now().Format(time.RFC3339Nano), 15+10*rand.Float64())
		}
		if err := os.WriteFile(a.path(sensor), text, 0o600); err != nil {
			log.Print(err)
		}
	}
}
