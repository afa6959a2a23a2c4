// Package billing makes invoices and gives them to the printers' queue.
package billing

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"example.com/frameworks/internal/traffic"
)

// App is the billing service.
type App struct{ outbox *Outbox }

// New connects to the queue.
func New(context.Context) (*App, error) {
	outbox, err := openOutbox()
	if err != nil {
		return nil, err
	}
	return &App{outbox: outbox}, nil
}

// Close ends the connection to the queue.
func (a *App) Close() error { return a.outbox.Close() }

// Handler is the API.
func (a *App) Handler() http.Handler {
	e := echo.New()
	e.Use(middleware.Recover(), middleware.BodyLimit("64K"))
	e.POST("/v1/invoices", a.bill)
	e.GET("/v1/prices", prices)
	return e
}

// Run lets shops look at prices and bill their customers.
func (a *App) Run(ctx context.Context, base string) {
	go a.outbox.print(ctx)
	traffic.Callers{PerSecond: 50, Count: 6, Next: func(rng *rand.Rand) traffic.Call {
		if rng.Float64() < 0.75 {
			return traffic.Get("/v1/prices")
		}
		order := Order{Customer: fmt.Sprintf("customer %d", rng.IntN(900))}
		for range 1 + rng.IntN(9) {
			order.Lines = append(order.Lines, Line{Article: fmt.Sprintf("article %d", rng.IntN(5000)), Cents: rng.IntN(9000)})
		}
		body, _ := json.Marshal(order)
		return traffic.Post("/v1/invoices", body)
	}}.Run(ctx, base)
}

// Order is what somebody has bought.
type Order struct {
	Customer string `json:"customer"`
	Lines    []Line `json:"lines"`
}

// Line is one article of an order.
type Line struct {
	Article string `json:"article"`
	Cents   int    `json:"cents"`
}

func prices(c echo.Context) error {
	lines := make([]Line, 80)
	for i := range lines {
		lines[i] = Line{Article: fmt.Sprintf("article %d", i), Cents: rand.IntN(9000)}
	}
	return c.JSON(http.StatusOK, lines)
}

func (a *App) bill(c echo.Context) error {
	var order Order
	if err := c.Bind(&order); err != nil {
		return err
	}
	invoice, err := render(order)
	if err != nil {
		return err
	}
	if err := a.outbox.Send(c.Request().Context(), invoice); err != nil {
		return echo.NewHTTPError(http.StatusBadGateway, err.Error())
	}
	return c.JSON(http.StatusAccepted, map[string]string{"invoice": invoice.Number})
}
