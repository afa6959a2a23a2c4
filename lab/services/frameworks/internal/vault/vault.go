// Package vault keeps the secrets of services in a file.
package vault

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"example.com/frameworks/internal/traffic"
)

// App is the vault.
type App struct {
	directory string
	store     *Store
}

// New opens the file, with 3,000 secrets in it.
func New(context.Context) (*App, error) {
	directory, err := os.MkdirTemp("", "vault-")
	if err != nil {
		return nil, err
	}
	store, err := openStore(filepath.Join(directory, "secrets.db"), 3000)
	if err != nil {
		os.RemoveAll(directory)
		return nil, err
	}
	return &App{directory: directory, store: store}, nil
}

// Close removes the file. bbolt's own Close would wait for every reader.
func (a *App) Close() error { return os.RemoveAll(a.directory) }

// Handler is the API.
func (a *App) Handler() http.Handler {
	e := echo.New()
	e.Use(middleware.Recover())
	e.POST("/v1/secrets/lookup", a.lookup)
	e.PUT("/v1/secrets/:name", a.put)
	return e
}

// Run lets services start, which ask for the secrets in their configuration, and operators change some.
func (a *App) Run(ctx context.Context, base string) {
	traffic.Callers{PerSecond: 28, Count: 6, Next: func(rng *rand.Rand) traffic.Call {
		if rng.Float64() < 0.05 {
			return traffic.Call{Method: http.MethodPut, Path: "/v1/secrets/" + secretName(rng.IntN(3000)), Body: []byte("new secret")}
		}
		names := make([]string, 48)
		for i := range names {
			names[i] = secretName(rng.IntN(12_000))
		}
		body, _ := json.Marshal(names)
		return traffic.Post("/v1/secrets/lookup", body)
	}}.Run(ctx, base)
}

func secretName(number int) string { return fmt.Sprintf("service-%d/secret-%d", number%100, number) }

func (a *App) lookup(c echo.Context) error {
	var names []string
	if err := c.Bind(&names); err != nil {
		return err
	}
	found := make(map[string]string, len(names))
	for _, name := range names {
		secret, err := a.store.Lookup(name)
		if err != nil {
			return err
		}
		if secret != nil {
			found[name] = string(secret)
		}
	}
	return c.JSON(http.StatusOK, found)
}

func (a *App) put(c echo.Context) error {
	secret := fmt.Appendf(nil, "secret %d", rand.Uint64())
	if err := a.store.Put(c.Param("name"), secret); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}
