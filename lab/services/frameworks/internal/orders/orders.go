// Package orders takes orders out of a NATS JetStream stream and passes them to the departments of a warehouse.
package orders

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ThreeDotsLabs/watermill"
	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/ThreeDotsLabs/watermill/pubsub/gochannel"
	"github.com/go-chi/chi/v5"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"example.com/frameworks/internal/traffic"
)

// App is the order service.
type App struct {
	conn     *nats.Conn
	js       jetstream.JetStream
	subject  string
	stream   string
	consumer jetstream.Consumer
	inside   *gochannel.GoChannel
	packed   atomic.Int64
}

// New connects and makes a stream in memory, which is this process's own.
func New(ctx context.Context) (*App, error) {
	conn, err := nats.Connect(nats.DefaultURL, nats.Name("lab-orders"))
	if err != nil {
		return nil, err
	}
	app := &App{
		conn:    conn,
		subject: fmt.Sprintf("lab.frameworks.orders.%d", os.Getpid()),
		stream:  fmt.Sprintf("lab-frameworks-orders-%d", os.Getpid()),
		inside:  gochannel.NewGoChannel(gochannel.Config{OutputChannelBuffer: 64}, watermill.NopLogger{}),
	}
	if err := app.prepare(ctx); err != nil {
		conn.Close()
		return nil, err
	}
	return app, nil
}

func (a *App) prepare(ctx context.Context) (err error) {
	if a.js, err = jetstream.New(a.conn); err != nil {
		return err
	}
	stream, err := a.js.CreateOrUpdateStream(ctx, jetstream.StreamConfig{
		Name: a.stream, Subjects: []string{a.subject}, Storage: jetstream.MemoryStorage, Retention: jetstream.WorkQueuePolicy, MaxMsgs: 20_000,
	})
	if err != nil {
		return err
	}
	a.consumer, err = stream.CreateOrUpdateConsumer(ctx, jetstream.ConsumerConfig{Durable: "warehouse", AckPolicy: jetstream.AckExplicitPolicy})
	return err
}

// Close removes the stream.
func (a *App) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	err := errors.Join(a.inside.Close(), a.js.DeleteStream(ctx, a.stream))
	a.conn.Close()
	return err
}

// Handler is the API.
func (a *App) Handler() http.Handler {
	router := chi.NewRouter()
	router.Get("/v1/orders/count", func(w http.ResponseWriter, _ *http.Request) {
		json.NewEncoder(w).Encode(map[string]int64{"packed": a.packed.Load()})
	})
	return router
}

// Run lets orders come in bursts, and packs them.
func (a *App) Run(ctx context.Context, base string) {
	var all sync.WaitGroup
	defer all.Wait()
	for range 4 {
		parcels, err := a.inside.Subscribe(ctx, "parcels")
		if err != nil {
			return
		}
		all.Go(func() { a.pack(parcels) })
	}
	all.Go(func() {
		traffic.Callers{PerSecond: 10, Count: 2, Next: func(*rand.Rand) traffic.Call { return traffic.Get("/v1/orders/count") }}.Run(ctx, base)
	})
	all.Go(func() { a.burst(ctx) })
	consuming, err := a.consumer.Consume(a.take, jetstream.PullMaxMessages(500))
	if err != nil {
		return
	}
	<-ctx.Done()
	consuming.Stop()
}

// burst publishes two thousand orders every eight seconds, and few between.
func (a *App) burst(ctx context.Context) {
	for second := 0; traffic.Pause(ctx, time.Second); second++ {
		count := 30
		if second%8 == 0 {
			count = 2000
		}
		for range count {
			order, _ := json.Marshal(map[string]any{"id": rand.Uint64(), "articles": make([]int, 200)})
			if err := a.conn.Publish(a.subject, order); err != nil {
				return
			}
		}
	}
}

// take passes an order on and a copy of its text to whoever packs.
func (a *App) take(msg jetstream.Msg) {
	if err := a.inside.Publish("parcels", message.NewMessage(watermill.NewUUID(), msg.Data())); err != nil {
		msg.Nak()
		return
	}
	msg.Ack()
}

func (a *App) pack(parcels <-chan *message.Message) {
	for parcel := range parcels {
		time.Sleep(time.Millisecond)
		a.packed.Add(1)
		parcel.Ack()
	}
}
