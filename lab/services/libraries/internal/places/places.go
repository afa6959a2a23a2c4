// Package places finds the address of a position.
package places

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/patrickmn/go-cache"

	"example.com/libraries/internal/customers"
	"example.com/libraries/internal/records"
)

// App is the place service.
type App struct {
	book     *records.Book
	geocoder *Geocoder
}

// New wires the service.
func New() *App {
	book := records.NewBook("place", 2000)
	return &App{book: book, geocoder: &Geocoder{book: book, known: cache.New(cache.NoExpiration, 10*time.Minute)}}
}

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /v1/places", a.book.ServeSearch)
	mux.HandleFunc("GET /v1/addresses", a.showAddress)
}

// Run lets customers ask for addresses until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	customers.Crowd{PerSecond: 160, Connections: 8, Next: func(rng *rand.Rand) (string, string, []byte) {
		if rng.Float64() < 0.2 {
			return records.Search(rng, "/v1/places")
		}
		return http.MethodGet, fmt.Sprintf("/v1/addresses?at=%.6f,%.6f", rng.Float64()*180-90, rng.Float64()*360-180), nil
	}}.Visit(ctx, base)
}

func (a *App) showAddress(w http.ResponseWriter, r *http.Request) {
	address := a.geocoder.Address(r.URL.Query().Get("at"))
	records.WriteJSON(w, http.StatusOK, address)
}

// Address is what lies at a position.
type Address struct {
	Position   string           `json:"position"`
	Lines      []string         `json:"lines"`
	Neighbours []records.Record `json:"neighbours"`
}

// Geocoder finds addresses.
type Geocoder struct {
	book  *records.Book
	known *cache.Cache
}

// Address gives the address of a position, looked up once.
func (g *Geocoder) Address(position string) *Address {
	if known, ok := g.known.Get(position); ok {
		return known.(*Address)
	}
	address := g.lookUp(position)
	g.known.Set(position, address, cache.DefaultExpiration)
	return address
}

func (g *Geocoder) lookUp(position string) *Address {
	address := &Address{Position: position, Neighbours: make([]records.Record, 0, 50)}
	for i := range 50 {
		place := g.book.At(len(position)*31 + i)
		address.Neighbours = append(address.Neighbours, place)
		if i < 4 {
			address.Lines = append(address.Lines, fmt.Sprintf("%d %s, %s", i, place.Title, position))
		}
	}
	return address
}
