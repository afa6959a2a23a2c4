// Package payroll calculates wages in batches.
package payroll

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync/atomic"
	"time"

	"example.com/corpus/internal/crowd"
	"example.com/corpus/internal/web"
)

// App is the payroll service.
type App struct {
	paid atomic.Int64
}

// New wires the service.
func New() *App { return new(App) }

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /v1/paid", func(w http.ResponseWriter, _ *http.Request) {
		web.Write(w, http.StatusOK, map[string]int64{"wages": a.paid.Load()})
	})
}

type slip struct {
	employee string
	hours    [31]float32
	cents    int64
	text     []byte
}

// runBatch gathers the slips of a company for some seconds, then pays them all.
func (a *App) runBatch(ctx context.Context, length time.Duration) {
	var slips []*slip
	ticker := time.NewTicker(20 * time.Millisecond)
	defer ticker.Stop()
	for end := time.Now().Add(length); time.Now().Before(end); {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			for range 25 {
				slips = append(slips, calculate(len(slips)))
			}
		}
	}
	var sum int64
	for _, slip := range slips {
		sum += slip.cents
	}
	a.paid.Add(int64(len(slips)))
}

func calculate(number int) *slip {
	calculated := &slip{employee: fmt.Sprintf("employee-%06d", number), text: make([]byte, 3<<10)}
	for day := range calculated.hours {
		calculated.hours[day] = float32(number%3) + 6.5
		calculated.cents += int64(calculated.hours[day] * 3100)
	}
	return calculated
}

// Run calculates one company after the other until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	go func() {
		for ctx.Err() == nil {
			a.runBatch(ctx, time.Duration(5000+rand.IntN(5000))*time.Millisecond)
			time.Sleep(time.Duration(500+rand.IntN(1500)) * time.Millisecond)
		}
	}()
	crowd.Crowd{PerSecond: 15, Next: func(*rand.Rand) crowd.Request { return crowd.Get("/v1/paid") }}.Visit(ctx, base)
}
