// Package payments is the shop's payment API.
package payments

import (
	"context"
	"net/http"
	"time"

	"example.com/shop/internal/customers"
	"example.com/shop/internal/idempotency"
	"example.com/shop/internal/settlement"
)

// Options are decided anew for every payment.
type Options struct {
	ExpireKeys   func() bool
	CloseAnswers func() bool
}

// App is the payments service.
type App struct {
	settler *settlement.Settler
	store   *idempotency.Store
}

// New wires the service.
func New(options Options) *App {
	return &App{
		settler: &settlement.Settler{
			Acquirer: settlement.Acquirer{
				MedianLatency: 6 * time.Millisecond,
				SlowShare:     0.05,
				SlowLatency:   400 * time.Millisecond,
			},
			CloseAnswers: options.CloseAnswers,
		},
		store: idempotency.NewStore(options.ExpireKeys),
	}
}

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("POST /v1/payments", a.createPayment)
	mux.HandleFunc("GET /v1/payments/{key}", a.showPayment)
}

// Run lets customers pay until ctx ends.
func (a *App) Run(ctx context.Context, base string, rate float64) {
	customers.Crowd{PerSecond: 80 * rate, Connections: 16, Next: nextRequest}.Visit(ctx, base)
}
