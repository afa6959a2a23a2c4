// Package bookings sells seats on trains.
package bookings

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5/pgxpool"

	"example.com/frameworks/internal/traffic"
)

const dsn = "host=127.0.0.1 port=5432 user=postgres dbname=test sslmode=disable application_name=lab-bookings pool_max_conns=6"

// App is the booking service.
type App struct{ office *Office }

// New connects and prints the tickets.
func New(ctx context.Context) (*App, error) {
	gin.SetMode(gin.ReleaseMode)
	pool, err := pgxpool.New(ctx, dsn)
	if err != nil {
		return nil, err
	}
	office := &Office{pool: pool}
	if err := office.prepare(ctx); err != nil {
		return nil, err
	}
	return &App{office: office}, nil
}

// Handler is the API.
func (a *App) Handler() http.Handler {
	engine := gin.New()
	engine.Use(gin.Recovery())
	engine.GET("/v1/trains", trains)
	engine.POST("/v1/trains/:train/seats/:seat", a.book)
	return engine
}

// Run lets travellers look at trains and book seats; they wait for half a second at most.
func (a *App) Run(ctx context.Context, base string) {
	traffic.Callers{PerSecond: 48, Count: 40, Timeout: 500 * time.Millisecond, Next: func(rng *rand.Rand) traffic.Call {
		if rng.Float64() < 0.75 {
			return traffic.Get("/v1/trains")
		}
		return traffic.Post(fmt.Sprintf("/v1/trains/%d/seats/%d", rng.IntN(40), rng.IntN(200)), nil)
	}}.Run(ctx, base)
}

func trains(c *gin.Context) {
	found := make([]gin.H, 60)
	for i := range found {
		found[i] = gin.H{"train": i, "leaves": time.Now().Add(time.Duration(i) * time.Minute), "free": rand.IntN(200)}
	}
	c.JSON(http.StatusOK, found)
}

func (a *App) book(c *gin.Context) {
	// What has begun is finished, even when the traveller hangs up: money may be on its way.
	ctx := context.WithoutCancel(c.Request.Context())
	err := a.office.Book(ctx, c.Param("train"), c.Param("seat"))
	switch {
	case errors.Is(err, errTaken):
		c.JSON(http.StatusConflict, gin.H{"error": err.Error()})
	case err != nil:
		c.JSON(http.StatusInternalServerError, gin.H{"error": err.Error()})
	default:
		c.Status(http.StatusCreated)
	}
}
