// Package fulfilment hands parcels to pickers through RabbitMQ.
package fulfilment

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"

	amqp "github.com/rabbitmq/amqp091-go"

	"example.com/libraries/internal/customers"
	"example.com/libraries/internal/records"
)

// App is the fulfilment service.
type App struct {
	book  *records.Book
	bus   *amqp.Connection
	queue string
}

// New wires the service; its queue goes with the connection.
func New() (*App, error) {
	bus, err := amqp.Dial("amqp://guest:guest@127.0.0.1:5672/")
	if err != nil {
		return nil, err
	}
	channel, err := bus.Channel()
	if err != nil {
		return nil, err
	}
	defer channel.Close()
	queue, err := channel.QueueDeclare("", false, true, true, false, nil)
	if err != nil {
		return nil, err
	}
	return &App{book: records.NewBook("parcel", 2000), bus: bus, queue: queue.Name}, nil
}

// Close ends the connection.
func (a *App) Close() error { return a.bus.Close() }

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /v1/parcels", a.book.ServeSearch)
	mux.HandleFunc("POST /v1/picks", a.pick)
}

// Run lets pickers ask for parcels until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	customers.Crowd{PerSecond: 40, Connections: 8, Next: func(rng *rand.Rand) (string, string, []byte) {
		if rng.Float64() < 0.88 {
			return records.Search(rng, "/v1/parcels")
		}
		return http.MethodPost, "/v1/picks", nil
	}}.Visit(ctx, base)
}

func (a *App) pick(w http.ResponseWriter, r *http.Request) {
	parcel, err := a.nextParcel(r.Context())
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	records.WriteJSON(w, http.StatusOK, parcel)
}

// nextParcel queues a parcel and takes the one that has waited longest.
func (a *App) nextParcel(ctx context.Context) (records.Record, error) {
	channel, err := a.bus.Channel()
	if err != nil {
		return records.Record{}, err
	}
	if err := channel.Qos(1, 0, false); err != nil {
		return records.Record{}, err
	}
	document, err := json.Marshal(a.book.At(rand.IntN(2000)))
	if err != nil {
		return records.Record{}, err
	}
	if err := channel.PublishWithContext(ctx, "", a.queue, false, false, amqp.Publishing{Body: document}); err != nil {
		return records.Record{}, err
	}
	deliveries, err := channel.Consume(a.queue, "", false, false, false, false, nil)
	if err != nil {
		return records.Record{}, fmt.Errorf("consuming from %s: %w", a.queue, err)
	}
	select {
	case delivery := <-deliveries:
		var parcel records.Record
		err := json.Unmarshal(delivery.Body, &parcel)
		delivery.Ack(false)
		return parcel, err
	case <-time.After(200 * time.Millisecond):
		return records.Record{}, nil
	}
}
