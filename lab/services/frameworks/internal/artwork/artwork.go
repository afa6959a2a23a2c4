// Package artwork draws the covers of records, and keeps the ones that are asked for often.
package artwork

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"

	"github.com/dgraph-io/ristretto/v2"
	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/pprof"
	"github.com/gofiber/fiber/v2/middleware/recover"

	"example.com/frameworks/internal/traffic"
)

const (
	budget    = 36 << 20
	coverSize = 24 << 10
)

// App is the cover service.
type App struct {
	fiber  *fiber.App
	covers *ristretto.Cache[string, []byte]
}

// New wires the service.
func New(context.Context) (*App, error) {
	covers, err := ristretto.NewCache(&ristretto.Config[string, []byte]{NumCounters: 20_000, MaxCost: budget, BufferItems: 64})
	if err != nil {
		return nil, err
	}
	app := &App{fiber: fiber.New(fiber.Config{DisableStartupMessage: true}), covers: covers}
	app.fiber.Use(recover.New(), pprof.New())
	app.fiber.Get("/v1/covers/:album", app.cover)
	return app, nil
}

// Serve answers requests.
func (a *App) Serve(listener net.Listener) error { return a.fiber.Listener(listener) }

// Shutdown ends the server and the cache.
func (a *App) Shutdown(ctx context.Context) error {
	defer a.covers.Close()
	return a.fiber.ShutdownWithContext(ctx)
}

// Run lets people look at covers, of which some are liked more than others.
func (a *App) Run(ctx context.Context, base string) {
	traffic.Callers{PerSecond: 150, Count: 8, Next: func(rng *rand.Rand) traffic.Call {
		album := rng.IntN(40_000)
		if rng.Float64() < 0.3 {
			album = rng.IntN(300)
		}
		return traffic.Get(fmt.Sprintf("/v1/covers/album-%d", album))
	}}.Run(ctx, base)
}

func (a *App) cover(c *fiber.Ctx) error {
	album := string([]byte(c.Params("album")))
	cover, ok := a.covers.Get(album)
	if !ok {
		cover = draw(album)
		a.covers.Set(album, cover, int64(len(cover)))
	}
	c.Set(fiber.HeaderContentType, "image/x-cover")
	return c.Send(cover[:2048])
}

func draw(album string) []byte {
	cover := make([]byte, coverSize+rand.IntN(coverSize/4))
	for i := range cover {
		cover[i] = album[i%len(album)] ^ byte(i)
	}
	return cover
}
