// Package tracker shows where parcels are.
package tracker

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/pprof"
	"github.com/gofiber/fiber/v2/middleware/recover"

	"example.com/frameworks/internal/traffic"
)

// App is the tracking service.
type App struct{ fiber *fiber.App }

// New wires the service.
func New(context.Context) (*App, error) {
	app := &App{fiber: fiber.New(fiber.Config{DisableStartupMessage: true})}
	app.fiber.Use(recover.New(), pprof.New())
	app.fiber.Get("/v1/parcels", app.list)
	app.fiber.Get("/v1/parcels/:number/events", app.events)
	return app, nil
}

// Serve answers requests.
func (a *App) Serve(listener net.Listener) error { return a.fiber.Listener(listener) }

// Shutdown ends the server.
func (a *App) Shutdown(ctx context.Context) error { return a.fiber.ShutdownWithContext(ctx) }

// Run lets people look at their parcels for a while.
func (a *App) Run(ctx context.Context, base string) {
	go traffic.Callers{PerSecond: 40, Count: 4, Next: func(rng *rand.Rand) traffic.Call {
		return traffic.Get(fmt.Sprintf("/v1/parcels?customer=%d", rng.IntN(1000)))
	}}.Run(ctx, base)
	traffic.Arrivals(ctx, traffic.Steady(11), func(ctx context.Context, rng *rand.Rand) {
		ctx, cancel := context.WithTimeout(ctx, time.Duration(300+rng.IntN(1500))*time.Millisecond)
		defer cancel()
		traffic.Once(ctx, base, traffic.Get(fmt.Sprintf("/v1/parcels/%08x/events", rng.Uint32())))
	})
}

// Parcel is one that is under way.
type Parcel struct {
	Number string   `json:"number"`
	Status string   `json:"status"`
	Stops  []string `json:"stops"`
}

func (a *App) list(c *fiber.Ctx) error {
	parcels := make([]Parcel, 25)
	for i := range parcels {
		parcels[i] = Parcel{
			Number: fmt.Sprintf("%08x", rand.Uint32()),
			Status: "under way to " + c.Query("customer"),
			Stops:  []string{"depot north", "depot south", fmt.Sprintf("van %d", rand.IntN(90))},
		}
	}
	return c.JSON(parcels)
}

func (a *App) events(c *fiber.Ctx) error {
	c.Set(fiber.HeaderContentType, "text/event-stream")
	c.Set(fiber.HeaderCacheControl, "no-cache")
	number := string([]byte(c.Params("number")))
	c.Context().SetBodyStreamWriter(func(w *bufio.Writer) { follow(w, number) })
	return nil
}

// follow tells every change of a parcel's place.
func follow(w *bufio.Writer, number string) {
	for stop := 0; ; stop++ {
		fmt.Fprintf(w, "event: moved\ndata: {\"parcel\":%q,\"stop\":%d}\n\n", number, stop)
		w.Flush()
		time.Sleep(700 * time.Millisecond)
	}
}
