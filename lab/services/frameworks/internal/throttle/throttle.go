// Package throttle guards an API of shops with a limit for each of its sessions.
package throttle

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"example.com/frameworks/internal/traffic"
)

// App is the API.
type App struct{ limiter *Limiter }

// New wires the service.
func New(context.Context) (*App, error) {
	return &App{limiter: newLimiter(20, 40)}, nil
}

// Handler is the API behind the limiter.
func (a *App) Handler() http.Handler {
	e := echo.New()
	e.Use(middleware.Recover(), middleware.RequestID(), a.limiter.Limit)
	e.GET("/v1/products", products)
	e.GET("/v1/products/:id/price", price)
	return e
}

// Run lets shoppers with sessions of a few requests look around.
func (a *App) Run(ctx context.Context, base string) {
	traffic.Callers{PerSecond: 150, Count: 8, Next: func(rng *rand.Rand) traffic.Call {
		call := traffic.Get(fmt.Sprintf("/v1/products/%d/price", rng.IntN(5000)))
		if rng.Float64() < 0.2 {
			call = traffic.Get("/v1/products")
		}
		call.Header = map[string]string{"Authorization": fmt.Sprintf("Bearer %d-%06x", time.Now().Unix(), rng.IntN(120))}
		return call
	}}.Run(ctx, base)
}

func products(c echo.Context) error {
	found := make([]map[string]any, 40)
	for i := range found {
		found[i] = map[string]any{"id": i, "name": fmt.Sprintf("product %d", i), "stock": rand.IntN(100)}
	}
	return c.JSON(http.StatusOK, found)
}

func price(c echo.Context) error {
	return c.JSON(http.StatusOK, map[string]any{"id": c.Param("id"), "cents": 100 + rand.IntN(10_000)})
}
