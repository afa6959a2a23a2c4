// Package statuspage shows whether everything works.
package statuspage

import (
	"context"
	"html/template"
	"math/rand/v2"
	"net/http"
	"time"

	"example.com/corpus/internal/crowd"
)

var page = template.Must(template.New("status").Parse(
	`<h1>{{if .OK}}All is well{{else}}Something is wrong{{end}}</h1><ul>{{range .Parts}}<li>{{.}}</li>{{end}}</ul><p>{{.At}}</p>`))

// App is the status page.
type App struct{}

// New wires the service.
func New() *App { return new(App) }

// Routes registers the page.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /status", func(w http.ResponseWriter, _ *http.Request) {
		parts := []string{"shop", "search", "payments", "mail"}
		page.Execute(w, map[string]any{"OK": true, "Parts": parts, "At": time.Now().Format(time.RFC1123)})
	})
}

// Run lets a few people look until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	crowd.Crowd{PerSecond: 3, Connections: 2, Next: func(*rand.Rand) crowd.Request { return crowd.Get("/status") }}.Visit(ctx, base)
}
