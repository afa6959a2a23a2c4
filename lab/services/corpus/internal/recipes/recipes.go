// Package recipes shows recipes.
package recipes

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strconv"

	"example.com/corpus/internal/crowd"
	"example.com/corpus/internal/recent"
	"example.com/corpus/internal/web"
)

const recipes = 30_000

// Recipe is one page of the book.
type Recipe struct {
	Title string   `json:"title"`
	Steps []string `json:"steps"`
	photo []byte
}

// App is the recipes service.
type App struct {
	cache *recent.Cache[int, *Recipe]
}

// New wires the service.
func New() *App { return &App{cache: recent.New[int, *Recipe](1500)} }

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /v1/recipes/{first}", func(w http.ResponseWriter, r *http.Request) {
		first, err := strconv.ParseUint(r.PathValue("first"), 10, 31)
		if err != nil {
			web.Fail(w, http.StatusBadRequest, err)
			return
		}
		page := make([]*Recipe, 5)
		for i := range page {
			page[i] = a.recipe((int(first) + i*i) % recipes)
		}
		web.Write(w, http.StatusOK, page)
	})
}

func (a *App) recipe(number int) *Recipe {
	if recipe, ok := a.cache.Get(number); ok {
		return recipe
	}
	recipe := read(number)
	a.cache.Put(number, recipe)
	return recipe
}

func read(number int) *Recipe {
	recipe := &Recipe{Title: fmt.Sprintf("Soup number %d", number), photo: make([]byte, 5<<10+number%4096)}
	for step := range 3 + number%5 {
		recipe.Steps = append(recipe.Steps, fmt.Sprintf("Stir %d times, then wait for %d minutes", number%11, step*5))
	}
	return recipe
}

// Run lets people read until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	crowd.Crowd{PerSecond: 220, Next: func(rng *rand.Rand) crowd.Request {
		return crowd.Get(fmt.Sprintf("/v1/recipes/%d", rng.IntN(recipes)))
	}}.Visit(ctx, base)
}
