// Package couriers offers deliveries to couriers on bicycles.
package couriers

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"example.com/frameworks/internal/traffic"
)

// App is the courier service.
type App struct{ desk *Desk }

// New wires the service.
func New(context.Context) (*App, error) {
	gin.SetMode(gin.ReleaseMode)
	return &App{desk: newDesk()}, nil
}

// Handler is the API.
func (a *App) Handler() http.Handler {
	engine := gin.New()
	engine.Use(gin.Recovery(), signedIn)
	v1 := engine.Group("/v1")
	v1.GET("/couriers", a.nearby)
	v1.POST("/deliveries/:id/offer", a.offer)
	return engine
}

// Run lets shops look for couriers and offer deliveries to them.
func (a *App) Run(ctx context.Context, base string) {
	traffic.Callers{PerSecond: 60, Count: 8, Next: func(rng *rand.Rand) traffic.Call {
		if rng.Float64() < 0.5 {
			return traffic.Get(fmt.Sprintf("/v1/couriers?lat=%.4f&lon=%.4f", 52+rng.Float64(), 13+rng.Float64()))
		}
		body, _ := json.Marshal(Delivery{Pickup: "Main Street 1", Dropoff: fmt.Sprintf("Mill Lane %d", rng.IntN(200)), Grams: rng.IntN(9000)})
		return traffic.Post(fmt.Sprintf("/v1/deliveries/%08x/offer", rng.Uint32()), body)
	}}.Run(ctx, base)
}

func signedIn(c *gin.Context) {
	c.Set("shop", "shop-"+c.ClientIP())
	c.Next()
}

func (a *App) nearby(c *gin.Context) {
	c.JSON(http.StatusOK, gin.H{"couriers": a.desk.nearby(c.Query("lat"), c.Query("lon"))})
}

func (a *App) offer(c *gin.Context) {
	var delivery Delivery
	if err := c.ShouldBindJSON(&delivery); err != nil {
		c.AbortWithStatusJSON(http.StatusBadRequest, gin.H{"error": err.Error()})
		return
	}
	delivery.ID = c.Param("id")
	offer := a.desk.announce(delivery)
	go a.desk.withdraw(c.Copy(), offer)
	select {
	case courier := <-offer.answer:
		close(offer.taken)
		c.JSON(http.StatusOK, gin.H{"delivery": delivery.ID, "courier": courier})
	case <-time.After(60 * time.Millisecond):
		c.JSON(http.StatusAccepted, gin.H{"delivery": delivery.ID})
	}
}
