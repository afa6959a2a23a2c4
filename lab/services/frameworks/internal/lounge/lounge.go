// Package lounge keeps the guests of a video service: who signs in can be seen until he goes.
package lounge

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"example.com/frameworks/internal/traffic"
)

// App is the lounge.
type App struct {
	metrics *prometheus.Registry

	mu     sync.Mutex
	guests map[string]*Guest
}

// New wires the service.
func New(context.Context) (*App, error) {
	app := &App{metrics: prometheus.NewRegistry(), guests: map[string]*Guest{}}
	app.metrics.MustRegister(collectors.NewGoCollector())
	return app, nil
}

// Handler is the API.
func (a *App) Handler() http.Handler {
	router := chi.NewRouter()
	router.Handle("/metrics", promhttp.HandlerFor(a.metrics, promhttp.HandlerOpts{}))
	router.Put("/v1/guests/{id}", a.signIn)
	router.Get("/v1/guests", a.list)
	router.Delete("/v1/guests/{id}", a.signOut)
	return router
}

// Run lets guests come, look around and go.
func (a *App) Run(ctx context.Context, base string) {
	go traffic.Callers{PerSecond: 40, Count: 4, Next: func(*rand.Rand) traffic.Call { return traffic.Get("/v1/guests") }}.Run(ctx, base)
	go traffic.Callers{PerSecond: 0.05, Count: 1, Next: func(*rand.Rand) traffic.Call { return traffic.Get("/metrics") }}.Run(ctx, base)
	here := make(chan string, 60)
	traffic.Callers{PerSecond: 150, Count: 6, Next: func(*rand.Rand) traffic.Call {
		id := uuid.NewString()
		select {
		case here <- id:
			return traffic.Call{Method: http.MethodPut, Path: "/v1/guests/" + id}
		default:
			return traffic.Call{Method: http.MethodDelete, Path: "/v1/guests/" + <-here}
		}
	}}.Run(ctx, base)
}

// Guest is somebody who has signed in.
type Guest struct {
	id      string
	arrived time.Time
	watched [512]int64
	seen    int
}

func (g *Guest) idle() float64 { return time.Since(g.arrived).Seconds() }

// signIn lets a guest in and shows how long he has been there.
func (a *App) signIn(w http.ResponseWriter, r *http.Request) {
	guest := &Guest{id: chi.URLParam(r, "id"), arrived: time.Now()}
	err := a.metrics.Register(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Namespace:   "lounge",
		Name:        "guest_idle_seconds",
		Help:        "How long a guest has been there.",
		ConstLabels: prometheus.Labels{"guest": guest.id},
	}, guest.idle))
	if err != nil {
		http.Error(w, err.Error(), http.StatusConflict)
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.guests[guest.id] = guest
	w.WriteHeader(http.StatusCreated)
}

func (a *App) signOut(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.guests, chi.URLParam(r, "id"))
	w.WriteHeader(http.StatusNoContent)
}

func (a *App) list(w http.ResponseWriter, _ *http.Request) {
	a.mu.Lock()
	defer a.mu.Unlock()
	shown := make([]string, 0, 50)
	for id, guest := range a.guests {
		if len(shown) == cap(shown) {
			break
		}
		guest.watched[guest.seen%len(guest.watched)] = time.Now().Unix()
		guest.seen++
		shown = append(shown, fmt.Sprintf("%s for %.1f s", id, guest.idle()))
	}
	json.NewEncoder(w).Encode(shown)
}
