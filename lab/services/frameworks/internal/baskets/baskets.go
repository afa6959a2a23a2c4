// Package baskets keeps the baskets of a shop in Redis.
package baskets

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
	"github.com/redis/go-redis/v9"

	"example.com/frameworks/internal/traffic"
)

const prefix = "lab-frameworks:"

// App is the basket service.
type App struct{ client *redis.Client }

// New connects.
func New(ctx context.Context) (*App, error) {
	client := redis.NewClient(&redis.Options{Addr: "127.0.0.1:6379", PoolSize: 24})
	if err := client.Ping(ctx).Err(); err != nil {
		client.Close()
		return nil, err
	}
	return &App{client: client}, nil
}

// Close ends the pool.
func (a *App) Close() error { return a.client.Close() }

// Handler is the API.
func (a *App) Handler() http.Handler {
	e := echo.New()
	e.Use(middleware.Recover(), middleware.RequestID())
	e.PUT("/v1/baskets/:id", a.put)
	e.GET("/v1/baskets", a.list)
	e.GET("/v1/baskets/:id/changes", a.changes)
	return e
}

// Run lets customers fill baskets, and look at them from other devices.
func (a *App) Run(ctx context.Context, base string) {
	go traffic.Arrivals(ctx, traffic.Wave(7, 45*time.Second), func(ctx context.Context, rng *rand.Rand) {
		ctx, cancel := context.WithTimeout(ctx, time.Duration(500+rng.IntN(3000))*time.Millisecond)
		defer cancel()
		traffic.Once(ctx, base, traffic.Get(fmt.Sprintf("/v1/baskets/%d/changes", rng.IntN(2000))))
	})
	traffic.Callers{PerSecond: 45, Count: 8, Next: func(rng *rand.Rand) traffic.Call {
		if rng.Float64() < 0.3 {
			return traffic.Get("/v1/baskets")
		}
		articles := make([]int, 40)
		for i := range articles {
			articles[i] = rng.IntN(100_000)
		}
		body, _ := json.Marshal(articles)
		call := traffic.Post(fmt.Sprintf("/v1/baskets/%d", rng.IntN(2000)), body)
		call.Method = http.MethodPut
		return call
	}}.Run(ctx, base)
}

func key(id string) string { return prefix + "basket:" + id }

func (a *App) put(c echo.Context) error {
	var articles []int
	if err := json.NewDecoder(c.Request().Body).Decode(&articles); err != nil {
		return echo.NewHTTPError(http.StatusBadRequest, err.Error())
	}
	ctx, basket := c.Request().Context(), key(c.Param("id"))
	_, err := a.client.Pipelined(ctx, func(pipe redis.Pipeliner) error {
		pipe.Del(ctx, basket)
		for _, article := range articles {
			pipe.HIncrBy(ctx, basket, fmt.Sprint(article), 1)
		}
		pipe.Expire(ctx, basket, time.Minute)
		pipe.Publish(ctx, basket, len(articles))
		return nil
	})
	if err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

func (a *App) list(c echo.Context) error {
	ctx := c.Request().Context()
	baskets := make([]*redis.MapStringStringCmd, 30)
	_, err := a.client.Pipelined(ctx, func(pipe redis.Pipeliner) error {
		for i := range baskets {
			baskets[i] = pipe.HGetAll(ctx, key(fmt.Sprint(rand.IntN(2000))))
		}
		return nil
	})
	if err != nil {
		return err
	}
	found := make([]map[string]string, len(baskets))
	for i, basket := range baskets {
		found[i] = basket.Val()
	}
	return c.JSON(http.StatusOK, found)
}

// changes sends an event for each change until the customer goes.
func (a *App) changes(c echo.Context) error {
	ctx := c.Request().Context()
	subscription := a.client.Subscribe(ctx, key(c.Param("id")))
	defer subscription.Close()
	c.Response().Header().Set(echo.HeaderContentType, "text/event-stream")
	for {
		select {
		case <-ctx.Done():
			return nil
		case change, ok := <-subscription.Channel():
			if !ok {
				return nil
			}
			fmt.Fprintf(c.Response(), "data: %s\n\n", change.Payload)
			c.Response().Flush()
		}
	}
}
