// Package orders is the shop's order API.
package orders

import (
	"context"
	"net/http"

	"example.com/shop/internal/customers"
	"example.com/shop/internal/events"
	"example.com/shop/internal/fulfilment"
)

// Options are decided anew for every order.
type Options struct {
	Unsubscribe func() bool
}

// App is the orders service.
type App struct {
	options   Options
	bus       *events.Bus
	warehouse *fulfilment.Warehouse
	tracker   *tracker
}

// New wires the service.
func New(options Options) *App {
	bus := events.NewBus()
	return &App{
		options:   options,
		bus:       bus,
		warehouse: fulfilment.NewWarehouse(bus),
		tracker:   newTracker(bus, options.Unsubscribe),
	}
}

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("POST /v1/orders", a.placeOrder)
	mux.HandleFunc("GET /v1/orders/totals", a.showTotals)
}

// Run works off parcels and lets customers order until ctx ends.
func (a *App) Run(ctx context.Context, base string, rate float64) {
	go a.warehouse.Work(ctx)
	customers.Crowd{PerSecond: 200 * rate, Connections: 12, Next: nextRequest}.Visit(ctx, base)
}
