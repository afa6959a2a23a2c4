// Package forms takes answers to forms that customers design.
package forms

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"reflect"

	"example.com/libraries/internal/customers"
	"example.com/libraries/internal/records"
)

// App is the form service.
type App struct{ book *records.Book }

// New wires the service.
func New() *App { return &App{book: records.NewBook("form", 2000)} }

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /v1/forms", a.book.ServeSearch)
	mux.HandleFunc("POST /v1/answers", a.take)
}

// Run lets people answer forms until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	customers.Crowd{PerSecond: 130, Connections: 8, Next: func(rng *rand.Rand) (string, string, []byte) {
		if rng.Float64() < 0.2 {
			return records.Search(rng, "/v1/forms")
		}
		answers := make(map[string]string, 12)
		for i := range 8 + rng.IntN(8) {
			answers[fmt.Sprintf("question_%d_%d", rng.IntN(1_000_000), i)] = "yes"
		}
		body, _ := json.Marshal(answers)
		return http.MethodPost, "/v1/answers", body
	}}.Visit(ctx, base)
}

func (a *App) take(w http.ResponseWriter, r *http.Request) {
	var answers map[string]string
	if err := json.NewDecoder(r.Body).Decode(&answers); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	document, err := json.Marshal(answers)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	form := reflect.New(formType(answers)).Interface()
	if err := json.Unmarshal(document, form); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.WriteHeader(http.StatusAccepted)
}

// formType is the struct that holds the answers to one form.
func formType(answers map[string]string) reflect.Type {
	fields := make([]reflect.StructField, 0, len(answers))
	for question := range answers {
		fields = append(fields, reflect.StructField{
			Name: fmt.Sprintf("Answer%d", len(fields)),
			Type: reflect.TypeFor[string](),
			Tag:  reflect.StructTag(fmt.Sprintf("json:%q", question)),
		})
	}
	return reflect.StructOf(fields)
}
