// Package articles serves what the newsroom has written.
package articles

import (
	"context"
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"net"
	"net/http"
	"time"

	"example.com/corpus/internal/crowd"
	"example.com/corpus/internal/faker"
	"example.com/corpus/internal/peer"
	"example.com/corpus/internal/web"
)

// App is the articles service.
type App struct {
	newsroom *http.Client
	url      string
}

// New wires the service.
func New() *App {
	return &App{newsroom: &http.Client{
		Timeout:   3 * time.Second,
		Transport: &http.Transport{MaxIdleConns: 32, MaxIdleConnsPerHost: 32, IdleConnTimeout: 90 * time.Second},
	}}
}

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /v1/articles/{number}", func(w http.ResponseWriter, r *http.Request) {
		if err := a.copy(r.Context(), w, r.PathValue("number")); err != nil {
			web.Fail(w, http.StatusBadGateway, err)
		}
	})
}

func (a *App) copy(ctx context.Context, w io.Writer, number string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, a.url+"/"+number, nil)
	if err != nil {
		return err
	}
	res, err := a.newsroom.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	_, err = io.Copy(w, res.Body)
	return err
}

// Run lets people read until ctx ends; more of them as the day goes on.
func (a *App) Run(ctx context.Context, base string) {
	addr, err := peer.Start(ctx)
	if err != nil {
		log.Fatal(err)
	}
	a.url = "http://" + addr
	crowd.Crowd{PerSecond: 90, Connections: 40, Next: func(rng *rand.Rand) crowd.Request {
		return crowd.Get(fmt.Sprintf("/v1/articles/%d", rng.IntN(10_000)))
	}}.Visit(ctx, base)
}

// Newsroom takes a moment for each article.
func Newsroom(listener net.Listener) {
	http.Serve(listener, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		time.Sleep(time.Duration(10+rand.ExpFloat64()*40) * time.Millisecond)
		io.WriteString(w, faker.Text(rand.New(rand.NewPCG(rand.Uint64(), 4)), 3000))
	}))
}
