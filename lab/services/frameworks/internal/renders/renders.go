// Package renders renders films, with as many workers as there is work.
package renders

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/gorilla/mux"
	"github.com/panjf2000/ants/v2"
	amqp "github.com/rabbitmq/amqp091-go"

	"example.com/frameworks/internal/traffic"
)

// App is the render service.
type App struct {
	conn    *amqp.Connection
	channel *amqp.Channel
	queue   string
	pool    *ants.Pool
	frames  atomic.Int64
}

// New connects to the queue of work.
func New(context.Context) (*App, error) {
	pool, err := ants.NewPool(150, ants.WithExpiryDuration(2*time.Second))
	if err != nil {
		return nil, err
	}
	conn, err := amqp.Dial("amqp://guest:guest@127.0.0.1:5672/")
	if err != nil {
		return nil, err
	}
	app := &App{conn: conn, pool: pool}
	if app.channel, err = conn.Channel(); err != nil {
		conn.Close()
		return nil, err
	}
	queue, err := app.channel.QueueDeclare("", false, true, true, false, nil)
	if err != nil {
		conn.Close()
		return nil, err
	}
	app.queue = queue.Name
	return app, nil
}

// Close releases the workers and the queue.
func (a *App) Close() error {
	a.pool.Release()
	return a.conn.Close()
}

// Handler is the API.
func (a *App) Handler() http.Handler {
	router := mux.NewRouter()
	router.HandleFunc("/v1/workers", func(w http.ResponseWriter, _ *http.Request) {
		json.NewEncoder(w).Encode(map[string]int64{"running": int64(a.pool.Running()), "frames": a.frames.Load()})
	})
	return router
}

// Run queues films in waves, and renders them.
func (a *App) Run(ctx context.Context, base string) {
	go traffic.Callers{PerSecond: 5, Count: 1, Next: func(*rand.Rand) traffic.Call { return traffic.Get("/v1/workers") }}.Run(ctx, base)
	go a.work(ctx)
	traffic.Arrivals(ctx, traffic.Wave(70, 44*time.Second), func(ctx context.Context, rng *rand.Rand) {
		a.channel.PublishWithContext(ctx, "", a.queue, false, false, amqp.Publishing{Body: fmt.Appendf(nil, "film %d", rng.IntN(900))})
	})
}

func (a *App) work(ctx context.Context) {
	films, err := a.channel.ConsumeWithContext(ctx, a.queue, "renderer", true, false, false, false, nil)
	if err != nil {
		return
	}
	for film := range films {
		if err := a.pool.Submit(func() { a.render(string(film.Body)) }); err != nil {
			return
		}
	}
}

// render holds a picture for as long as its card needs.
func (a *App) render(film string) {
	picture := make([]byte, 96<<10)
	copy(picture, film)
	time.Sleep(time.Duration(300+rand.IntN(900)) * time.Millisecond)
	for i := range picture {
		picture[i] ^= 0x5a
	}
	a.frames.Add(1)
}
