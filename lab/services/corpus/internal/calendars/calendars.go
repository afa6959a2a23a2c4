// Package calendars keeps the calendars of several providers the same.
package calendars

import (
	"context"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"net/http"
	"time"

	"example.com/corpus/internal/background"
	"example.com/corpus/internal/crowd"
	"example.com/corpus/internal/faker"
	"example.com/corpus/internal/web"
)

var errConflict = errors.New("two providers disagree")

// Appointment is the body of POST /v1/appointments.
type Appointment struct {
	Title  string `json:"title"`
	Person string `json:"person"`
	Minute int    `json:"minute"`
}

// App is the calendars service.
type App struct{}

// New wires the service.
func New() *App { return new(App) }

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("POST /v1/appointments", func(w http.ResponseWriter, r *http.Request) {
		var appointment Appointment
		if err := json.NewDecoder(r.Body).Decode(&appointment); err != nil {
			web.Fail(w, http.StatusBadRequest, err)
			return
		}
		if err := a.spread(appointment); err != nil {
			web.Fail(w, http.StatusConflict, err)
			return
		}
		w.WriteHeader(http.StatusCreated)
	})
	mux.HandleFunc("GET /v1/running", func(w http.ResponseWriter, _ *http.Request) {
		web.Write(w, http.StatusOK, map[string]int64{"running": background.Running()})
	})
}

// spread writes an appointment to all providers; the first conflict ends it.
func (a *App) spread(appointment Appointment) error {
	results := make(chan error)
	const providers = 3
	for provider := range providers {
		background.Go("calendar", func() { a.write(provider, appointment, results) })
	}
	for range providers {
		if err := <-results; err != nil {
			return err
		}
	}
	background.Go("notify", func() { a.notify(appointment) })
	return nil
}

func (a *App) write(provider int, appointment Appointment, results chan<- error) {
	time.Sleep(time.Duration(1+rand.IntN(10)) * time.Millisecond)
	if appointment.Minute%20 == 0 && provider == 1 {
		results <- errConflict
		return
	}
	results <- nil
}

func (a *App) notify(appointment Appointment) {
	json.Marshal(appointment)
	time.Sleep(300 * time.Millisecond)
}

// Run lets people make appointments until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	crowd.Crowd{PerSecond: 90, Next: func(rng *rand.Rand) crowd.Request {
		if rng.IntN(15) == 0 {
			return crowd.Get("/v1/running")
		}
		return crowd.Post("/v1/appointments", Appointment{Title: faker.Text(rng, 60), Person: faker.ID(rng, "p"), Minute: rng.IntN(1440)})
	}}.Visit(ctx, base)
}
