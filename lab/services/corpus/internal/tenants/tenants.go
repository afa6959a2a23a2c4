// Package tenants keeps the settings of tenants.
package tenants

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strconv"
	"sync"
	"time"

	"example.com/corpus/internal/crowd"
	"example.com/corpus/internal/web"
)

const moveIn = 13 * time.Second

type setting struct {
	Key, Value string
	history    [12]string
}

// App is the tenants service.
type App struct {
	mu       sync.RWMutex
	settings map[int][]*setting
}

// New wires the service.
func New() *App {
	app := &App{settings: make(map[int][]*setting)}
	for tenant := range 20 {
		app.load(tenant, 200)
	}
	return app
}

func (a *App) load(tenant, count int) {
	settings := make([]*setting, count)
	for i := range settings {
		settings[i] = &setting{Key: fmt.Sprintf("tenant.%d.key.%d", tenant, i), Value: fmt.Sprintf("value %d", i*tenant)}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.settings[tenant] = settings
}

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /v1/tenants/{tenant}/settings", func(w http.ResponseWriter, r *http.Request) {
		tenant, err := strconv.Atoi(r.PathValue("tenant"))
		if err != nil {
			web.Fail(w, http.StatusBadRequest, err)
			return
		}
		a.mu.RLock()
		settings := a.settings[tenant]
		a.mu.RUnlock()
		web.Write(w, http.StatusOK, settings[:min(40, len(settings))])
	})
}

// Run lets the large tenant move in after a while, and services ask until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	time.AfterFunc(moveIn, func() { a.load(20, 40_000) })
	crowd.Crowd{PerSecond: 90, Next: func(rng *rand.Rand) crowd.Request {
		return crowd.Get(fmt.Sprintf("/v1/tenants/%d/settings", rng.IntN(21)))
	}}.Visit(ctx, base)
}
