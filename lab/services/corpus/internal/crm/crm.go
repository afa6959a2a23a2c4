// Package crm keeps what is known of customers.
package crm

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"

	"example.com/corpus/internal/crowd"
	"example.com/corpus/internal/faker"
	"example.com/corpus/internal/web"
)

// Record is what people write down: a call, a note, a contract.
type Record struct {
	Subject string            `json:"subject"`
	Author  string            `json:"author"`
	Text    string            `json:"text"`
	Fields  map[string]string `json:"fields"`
}

// App is the customer relations service. What it took in today is shown as the day's activity.
type App struct {
	mu        sync.Mutex
	calls     []Record
	notes     []Record
	contracts []Record
	meetings  []Record
	tasks     []Record
	quotes    []Record
	invoices  []Record
	surveys   []Record
}

// New wires the service.
func New() *App { return new(App) }

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("POST /v1/calls", a.addCall)
	mux.HandleFunc("POST /v1/notes", a.addNote)
	mux.HandleFunc("POST /v1/contracts", a.addContract)
	mux.HandleFunc("POST /v1/meetings", a.addMeeting)
	mux.HandleFunc("POST /v1/tasks", a.addTask)
	mux.HandleFunc("POST /v1/quotes", a.addQuote)
	mux.HandleFunc("POST /v1/invoices", a.addInvoice)
	mux.HandleFunc("POST /v1/surveys", a.addSurvey)
	mux.HandleFunc("GET /v1/activity", func(w http.ResponseWriter, _ *http.Request) {
		a.mu.Lock()
		defer a.mu.Unlock()
		fmt.Fprintln(w, len(a.calls), len(a.notes), len(a.contracts), len(a.meetings), len(a.tasks), len(a.quotes), len(a.invoices), len(a.surveys))
	})
}

func (a *App) addCall(w http.ResponseWriter, r *http.Request) {
	if record, ok := decode(w, r); ok {
		a.mu.Lock()
		defer a.mu.Unlock()
		a.calls = append(a.calls, record)
	}
}

func (a *App) addNote(w http.ResponseWriter, r *http.Request) {
	if record, ok := decode(w, r); ok {
		a.mu.Lock()
		defer a.mu.Unlock()
		a.notes = append(a.notes, record)
	}
}

func (a *App) addContract(w http.ResponseWriter, r *http.Request) {
	if record, ok := decode(w, r); ok {
		a.mu.Lock()
		defer a.mu.Unlock()
		a.contracts = append(a.contracts, record)
	}
}

func (a *App) addMeeting(w http.ResponseWriter, r *http.Request) {
	if record, ok := decode(w, r); ok {
		a.mu.Lock()
		defer a.mu.Unlock()
		a.meetings = append(a.meetings, record)
	}
}

func (a *App) addTask(w http.ResponseWriter, r *http.Request) {
	if record, ok := decode(w, r); ok {
		a.mu.Lock()
		defer a.mu.Unlock()
		a.tasks = append(a.tasks, record)
	}
}

func (a *App) addQuote(w http.ResponseWriter, r *http.Request) {
	if record, ok := decode(w, r); ok {
		a.mu.Lock()
		defer a.mu.Unlock()
		a.quotes = append(a.quotes, record)
	}
}

func (a *App) addInvoice(w http.ResponseWriter, r *http.Request) {
	if record, ok := decode(w, r); ok {
		a.mu.Lock()
		defer a.mu.Unlock()
		a.invoices = append(a.invoices, record)
	}
}

func (a *App) addSurvey(w http.ResponseWriter, r *http.Request) {
	if record, ok := decode(w, r); ok {
		a.mu.Lock()
		defer a.mu.Unlock()
		a.surveys = append(a.surveys, record)
	}
}

// decode reads the body, or answers what is wrong with it.
func decode(w http.ResponseWriter, r *http.Request) (record Record, ok bool) {
	if err := json.NewDecoder(r.Body).Decode(&record); err != nil {
		web.Fail(w, http.StatusBadRequest, err)
		return Record{}, false
	}
	return record, true
}

// Run lets people write until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	crowd.Crowd{PerSecond: 260, Next: func(rng *rand.Rand) crowd.Request {
		if rng.IntN(20) == 0 {
			return crowd.Get("/v1/activity")
		}
		kind := faker.Pick(rng, "calls", "notes", "contracts", "meetings", "tasks", "quotes", "invoices", "surveys")
		return crowd.Post("/v1/"+kind, Record{Subject: faker.Text(rng, 40), Author: faker.ID(rng, "a"), Text: faker.Text(rng, 2800),
			Fields: map[string]string{"phone": faker.ID(rng, "+47"), "city": "Bergen", "mood": faker.Pick(rng, "good", "bad")}})
	}}.Visit(ctx, base)
}
