// Package stocktake counts the goods in a warehouse.
package stocktake

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"
	"gorm.io/gorm/logger"

	"example.com/frameworks/internal/traffic"
)

const (
	dsn   = "host=127.0.0.1 port=5432 user=postgres dbname=test sslmode=disable application_name=lab-stocktake"
	items = 200
)

// App is the stocktaking service.
type App struct{ db *gorm.DB }

// New wires the service and fills its table.
func New(ctx context.Context) (*App, error) {
	db, err := gorm.Open(postgres.Open(dsn), &gorm.Config{Logger: logger.Discard})
	if err != nil {
		return nil, err
	}
	pool, err := db.DB()
	if err != nil {
		return nil, err
	}
	pool.SetMaxOpenConns(6)
	pool.SetMaxIdleConns(6)
	if err := db.WithContext(ctx).AutoMigrate(&Item{}); err != nil {
		return nil, err
	}
	goods := make([]Item, items)
	for i := range goods {
		goods[i] = Item{SKU: sku(i), Attributes: attributes(i)}
	}
	if err := db.Clauses(clause.OnConflict{UpdateAll: true}).CreateInBatches(goods, 100).Error; err != nil {
		return nil, err
	}
	return &App{db: db}, nil
}

func sku(number int) string { return fmt.Sprintf("sku-%04d", number) }

func attributes(number int) string {
	text, _ := json.Marshal(map[string]any{
		"name": fmt.Sprintf("article %d", number), "colour": "green", "text": strings.Repeat("A long description. ", 350),
	})
	return string(text)
}

// Close ends the pool.
func (a *App) Close() error {
	pool, err := a.db.DB()
	if err != nil {
		return err
	}
	return pool.Close()
}

// Handler is the API.
func (a *App) Handler() http.Handler {
	router := chi.NewRouter()
	router.Get("/v1/items", a.list)
	router.Put("/v1/items/{sku}/count", a.count)
	return router
}

// Run lets clerks look at items and count them.
func (a *App) Run(ctx context.Context, base string) {
	traffic.Callers{PerSecond: 75, Count: 6, Next: func(rng *rand.Rand) traffic.Call {
		if rng.Float64() < 0.25 {
			return traffic.Get("/v1/items")
		}
		call := traffic.Post(fmt.Sprintf("/v1/items/%s/count", sku(rng.IntN(items))), fmt.Appendf(nil, `{"pieces":%d}`, rng.IntN(500)))
		call.Method = http.MethodPut
		return call
	}}.Run(ctx, base)
}

func (a *App) list(w http.ResponseWriter, r *http.Request) {
	var found []Item
	if err := a.db.WithContext(r.Context()).Order("pieces desc").Limit(10).Find(&found).Error; err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	json.NewEncoder(w).Encode(found)
}

func (a *App) count(w http.ResponseWriter, r *http.Request) {
	var counted struct{ Pieces int }
	if err := json.NewDecoder(r.Body).Decode(&counted); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	item := Item{SKU: chi.URLParam(r, "sku")}
	if err := a.db.WithContext(r.Context()).Model(&item).Updates(Item{Pieces: counted.Pieces, CountedAt: time.Now()}).Error; err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}
