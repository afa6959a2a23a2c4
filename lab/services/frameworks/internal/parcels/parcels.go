// Package parcels asks the depots where a parcel is.
package parcels

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/gorilla/mux"
	"github.com/nats-io/nats.go"

	"example.com/frameworks/internal/traffic"
)

const question = "lab.frameworks.parcels.where"

// App is the service that people ask.
type App struct{ conn, depots *nats.Conn }

// New connects, and lets four depots listen.
func New(context.Context) (*App, error) {
	conn, err := nats.Connect(nats.DefaultURL, nats.Name("lab-parcels"))
	if err != nil {
		return nil, err
	}
	depots, err := nats.Connect(nats.DefaultURL, nats.Name("lab-depots"))
	if err != nil {
		conn.Close()
		return nil, err
	}
	for number := range 4 {
		if err := serveDepot(depots, fmt.Sprintf("depot %d", number)); err != nil {
			conn.Close()
			depots.Close()
			return nil, err
		}
	}
	return &App{conn: conn, depots: depots}, nil
}

// Close ends both connections.
func (a *App) Close() error {
	a.conn.Close()
	a.depots.Close()
	return nil
}

// Handler is the API.
func (a *App) Handler() http.Handler {
	router := mux.NewRouter()
	router.HandleFunc("/v1/parcels", list).Methods(http.MethodGet)
	router.HandleFunc("/v1/parcels/{number}/place", a.place).Methods(http.MethodGet)
	return router
}

// Run lets people list their parcels and, now and then, ask where one is.
func (a *App) Run(ctx context.Context, base string) {
	traffic.Callers{PerSecond: 60, Count: 8, Next: func(rng *rand.Rand) traffic.Call {
		if rng.Float64() < 0.94 {
			return traffic.Get("/v1/parcels")
		}
		return traffic.Get(fmt.Sprintf("/v1/parcels/%08x/place", rng.Uint32()))
	}}.Run(ctx, base)
}

// Sighting is what a depot knows of a parcel.
type Sighting struct {
	Depot  string    `json:"depot"`
	Parcel string    `json:"parcel"`
	Seen   time.Time `json:"seen"`
}

func list(w http.ResponseWriter, _ *http.Request) {
	sightings := make([]Sighting, 60)
	for i := range sightings {
		sightings[i] = Sighting{Depot: fmt.Sprintf("depot %d", i%4), Parcel: fmt.Sprintf("%08x", rand.Uint32()), Seen: time.Now()}
	}
	json.NewEncoder(w).Encode(sightings)
}

func (a *App) place(w http.ResponseWriter, r *http.Request) {
	sightings, err := a.locate(mux.Vars(r)["number"])
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	json.NewEncoder(w).Encode(sightings)
}

// locate gathers the answers of all depots that give one in time.
func (a *App) locate(number string) ([]Sighting, error) {
	inbox := nats.NewInbox()
	answers, err := a.conn.SubscribeSync(inbox)
	if err != nil {
		return nil, err
	}
	if err := a.conn.PublishRequest(question, inbox, []byte(number)); err != nil {
		return nil, err
	}
	var sightings []Sighting
	for deadline := time.Now().Add(40 * time.Millisecond); ; {
		answer, err := answers.NextMsg(time.Until(deadline))
		if err != nil {
			return sightings, nil
		}
		var sighting Sighting
		if err := json.Unmarshal(answer.Data, &sighting); err != nil {
			return nil, fmt.Errorf("depot's answer: %w", err)
		}
		sightings = append(sightings, sighting)
	}
}

func serveDepot(conn *nats.Conn, name string) error {
	_, err := conn.Subscribe(question, func(msg *nats.Msg) {
		data, _ := json.Marshal(Sighting{Depot: name, Parcel: string(msg.Data), Seen: time.Now()})
		msg.Respond(data)
	})
	return err
}
