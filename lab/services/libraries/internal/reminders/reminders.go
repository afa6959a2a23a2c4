// Package reminders reminds patients of their appointments.
package reminders

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"

	"github.com/robfig/cron/v3"

	"example.com/libraries/internal/customers"
	"example.com/libraries/internal/records"
)

// App is the reminder service.
type App struct {
	book  *records.Book
	plans *Plans
}

// New wires the service.
func New() *App {
	return &App{book: records.NewBook("appointment", 2000), plans: &Plans{running: map[string]*cron.Cron{}}}
}

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /v1/appointments", a.book.ServeSearch)
	mux.HandleFunc("PUT /v1/practices/{practice}/plan", a.replan)
}

// Run lets practices change their plans until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	customers.Crowd{PerSecond: 40, Connections: 8, Next: func(rng *rand.Rand) (string, string, []byte) {
		if rng.Float64() < 0.8 {
			return records.Search(rng, "/v1/appointments")
		}
		return http.MethodPut, fmt.Sprintf("/v1/practices/practice-%d/plan?hour=%d", rng.IntN(30), rng.IntN(24)), nil
	}}.Visit(ctx, base)
}

func (a *App) replan(w http.ResponseWriter, r *http.Request) {
	if err := a.plans.Replace(r.PathValue("practice"), r.URL.Query().Get("hour")); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// Plans says when each practice reminds its patients.
type Plans struct {
	mu       sync.Mutex
	running  map[string]*cron.Cron
	reminded atomic.Int64
}

// Replace gives a practice a new plan: every day at an hour, and a check each half hour.
func (p *Plans) Replace(practice, hour string) error {
	plan := cron.New()
	if _, err := plan.AddFunc("0 "+hour+" * * *", func() { p.reminded.Add(1) }); err != nil {
		return err
	}
	if _, err := plan.AddFunc("*/30 * * * *", func() { p.reminded.Add(1) }); err != nil {
		return err
	}
	plan.Start()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.running[practice] = plan
	return nil
}
