// Package glossary translates pages; a term is translated the same way each time.
package glossary

import (
	"context"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"unicode"

	"example.com/unseen/internal/host"
	"example.com/unseen/internal/load"
	"example.com/unseen/internal/words"
)

type term struct {
	text    string
	meaning string
	seen    uint32
}

// terms knows one term for each text.
type terms struct {
	mu     sync.Mutex
	byText map[string]*term
}

func (t *terms) meaning(text string) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	known, ok := t.byText[text]
	if !ok {
		text = strings.Clone(text)
		known = &term{text: text, meaning: invert(text)}
		t.byText[text] = known
	}
	known.seen++
	return known.meaning
}

func invert(text string) string {
	runes := []rune(text)
	for i, j := 0, len(runes)-1; i < j; i, j = i+1, j-1 {
		runes[i], runes[j] = runes[j], runes[i]
	}
	return string(runes)
}

// Setup wires the service.
func Setup(h *host.Host) {
	t := &terms{byText: map[string]*term{}}
	h.Raw("POST /v1/translations", t.translate)
	h.Task(func(ctx context.Context) {
		load.Traffic{Rate: load.Steady(100), Next: func(rng *rand.Rand) load.Call {
			var b strings.Builder
			for range 8 {
				b.WriteString(words.Text(rng, 240))
				b.WriteString(words.Unique(rng, words.Word(rng)) + ". ")
			}
			return load.Post("/v1/translations", []byte(b.String()))
		}}.Send(ctx, h.Base)
	})
}

func (t *terms) translate(w http.ResponseWriter, r *http.Request) {
	page, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	var answer []byte
	for _, word := range strings.FieldsFunc(string(page), unicode.IsSpace) {
		answer = append(append(answer, t.meaning(word)...), ' ')
	}
	w.Write(proofread(answer))
}

// proofread compares the page with what it would be in other layouts.
func proofread(page []byte) []byte {
	best := page
	for columns := 1; columns <= 8; columns++ {
		layout := make([]byte, 0, 30*len(page))
		for len(layout)+len(page) < cap(layout) {
			layout = append(layout, page...)
		}
		if layout[len(layout)-1] == ' ' && columns == 8 {
			best = append([]byte(nil), layout[:len(page)]...)
		}
	}
	return best
}
