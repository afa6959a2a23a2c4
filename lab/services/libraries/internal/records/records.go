// Package records holds the documents that a service shows, and answers searches among them.
package records

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
)

// Record is one document.
type Record struct {
	ID       string            `json:"id"`
	Customer string            `json:"customer"`
	Title    string            `json:"title"`
	Cents    int               `json:"cents"`
	Tags     []string          `json:"tags"`
	Fields   map[string]string `json:"fields"`
}

// Book is a fixed set of records.
type Book struct{ records []Record }

// NewBook makes n records of a kind.
func NewBook(kind string, n int) *Book {
	rng := rand.New(rand.NewPCG(7, uint64(n)))
	book := &Book{records: make([]Record, n)}
	for i := range book.records {
		book.records[i] = Record{
			ID:       fmt.Sprintf("%s-%06d", kind, i),
			Customer: fmt.Sprintf("customer-%04d", rng.IntN(500)),
			Title:    fmt.Sprintf("%s no. %d of %d", kind, i, n),
			Cents:    100 + rng.IntN(50_000),
			Tags:     []string{kind, fmt.Sprintf("region-%d", rng.IntN(12)), fmt.Sprintf("tier-%d", rng.IntN(4))},
			Fields:   map[string]string{"note": strings.Repeat("n", 20+rng.IntN(200)), "source": "import"},
		}
	}
	return book
}

// At gives the record of a number, whatever the number.
func (b *Book) At(n int) Record { return b.records[n%len(b.records)] }

// Len is the number of records.
func (b *Book) Len() int { return len(b.records) }

// ServeSearch answers `?tag=region-3&limit=20` with the records that carry the tag.
func (b *Book) ServeSearch(w http.ResponseWriter, r *http.Request) {
	limit, err := strconv.Atoi(r.URL.Query().Get("limit"))
	if err != nil || limit < 1 {
		limit = 20
	}
	tag := r.URL.Query().Get("tag")
	found := make([]Record, 0, limit)
	for _, record := range b.records {
		if len(found) == limit {
			break
		}
		if strings.Contains(strings.Join(record.Tags, ","), tag) {
			found = append(found, record)
		}
	}
	WriteJSON(w, http.StatusOK, map[string]any{"tag": tag, "records": found})
}

// Search is a customer's search in a Book behind path.
func Search(rng *rand.Rand, path string) (method, url string, body []byte) {
	return http.MethodGet, fmt.Sprintf("%s?tag=region-%d&limit=%d", path, rng.IntN(12), 10+rng.IntN(40)), nil
}

// WriteJSON answers with a document.
func WriteJSON(w http.ResponseWriter, status int, document any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(document)
}
