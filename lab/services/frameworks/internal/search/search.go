// Package search finds hotels and answers with all that is known of them.
package search

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"example.com/frameworks/internal/traffic"
)

// App is the search service. It keeps nothing.
type App struct{ hotels []Hotel }

// Hotel is one that people find.
type Hotel struct {
	Name   string            `json:"name"`
	Text   string            `json:"text"`
	Rooms  []string          `json:"rooms"`
	Prices []int             `json:"prices"`
	Extras map[string]string `json:"extras"`
}

// New wires the service.
func New(context.Context) (*App, error) {
	gin.SetMode(gin.ReleaseMode)
	app := &App{hotels: make([]Hotel, 300)}
	for i := range app.hotels {
		app.hotels[i] = Hotel{
			Name:   fmt.Sprintf("Hotel %d", i),
			Text:   strings.Repeat("Quiet, and close to the sea. ", 350),
			Rooms:  []string{"single", "double", "suite"},
			Prices: []int{80 + i%40, 120 + i%60, 300},
			Extras: map[string]string{"pool": "heated", "breakfast": "until eleven"},
		}
	}
	return app, nil
}

// Handler is the API.
func (a *App) Handler() http.Handler {
	engine := gin.New()
	engine.Use(gin.Recovery())
	engine.GET("/v1/hotels", a.find)
	return engine
}

// Run lets people search.
func (a *App) Run(ctx context.Context, base string) {
	traffic.Callers{PerSecond: 40, Count: 4, Next: func(rng *rand.Rand) traffic.Call {
		return traffic.Get(fmt.Sprintf("/v1/hotels?q=sea&page=%d", rng.IntN(9)))
	}}.Run(ctx, base)
}

func (a *App) find(c *gin.Context) {
	words := c.DefaultQuery("q", "sea")
	found := make([]Hotel, 0, 120)
	for range cap(found) {
		hotel := a.hotels[rand.IntN(len(a.hotels))]
		hotel.Text = hotel.Name + ": " + hotel.Text + hotel.Text
		if strings.Contains(hotel.Text, words) {
			found = append(found, hotel)
		}
	}
	c.JSON(http.StatusOK, gin.H{"hotels": found[:2], "total": len(found), "page": c.Query("page")})
}
