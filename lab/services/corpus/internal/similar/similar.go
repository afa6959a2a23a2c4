// Package similar finds articles that are like another one.
package similar

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"

	"example.com/corpus/internal/crowd"
	"example.com/corpus/internal/web"
)

const (
	articles   = 6000
	dimensions = 24
	workers    = 2
)

type match struct {
	Article int     `json:"article"`
	Score   float32 `json:"score"`
}

type question struct {
	article int
	answer  chan []match
}

// App is the similar service.
type App struct {
	vectors   [articles][dimensions]float32
	questions chan question
}

// New wires the service.
func New() *App {
	app := &App{questions: make(chan question)}
	for i := range app.vectors {
		for j := range app.vectors[i] {
			app.vectors[i][j] = rand.Float32()
		}
	}
	return app
}

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /v1/similar/{article}", func(w http.ResponseWriter, r *http.Request) {
		article, err := strconv.ParseUint(r.PathValue("article"), 10, 31)
		if err != nil {
			web.Fail(w, http.StatusBadRequest, err)
			return
		}
		asked := question{int(article % articles), make(chan []match, 1)}
		select {
		case a.questions <- asked:
			web.Write(w, http.StatusOK, <-asked.answer)
		case <-r.Context().Done():
		}
	})
}

// work answers questions; the list of candidates is reused from one to the next.
func (a *App) work(ctx context.Context) {
	var candidates []match
	for {
		select {
		case <-ctx.Done():
			return
		case asked := <-a.questions:
			candidates = a.score(asked.article, candidates[:0])
			slices.SortFunc(candidates, func(a, b match) int { return cmp.Compare(b.Score, a.Score) })
			asked.answer <- slices.Clone(candidates[:min(10, len(candidates))])
		}
	}
}

// score appends the articles that are near enough; how near that is differs between articles.
func (a *App) score(article int, candidates []match) []match {
	enough := 6 + float32(article%100)/50
	for other := range a.vectors {
		var score float32
		for i, value := range a.vectors[article] {
			score += value * a.vectors[other][i]
		}
		if score > enough {
			candidates = append(candidates, match{other, score})
		}
	}
	return candidates
}

// Run lets people ask until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	for range workers {
		go a.work(ctx)
	}
	crowd.Crowd{PerSecond: 60, Next: func(rng *rand.Rand) crowd.Request {
		return crowd.Get(fmt.Sprintf("/v1/similar/%d", rng.IntN(articles)))
	}}.Visit(ctx, base)
}
