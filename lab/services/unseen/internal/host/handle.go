package host

import (
	"encoding/json"
	"errors"
	"net/http"
)

// Fault is an error with the status that a caller gets.
type Fault struct {
	Status int
	What   string
}

func (f Fault) Error() string { return f.What }

// Handle serves a pattern; what handle answers is written as JSON.
func (h *Host) Handle(pattern string, handle func(r *http.Request) (any, error)) {
	h.api.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		answer, err := handle(r)
		if err != nil {
			status := http.StatusInternalServerError
			if fault, ok := errors.AsType[Fault](err); ok {
				status = fault.Status
			}
			h.Log.Warn("request failed", "pattern", pattern, "error", err)
			http.Error(w, err.Error(), status)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		if err := json.NewEncoder(w).Encode(answer); err != nil {
			h.Log.Error("answer not written", "pattern", pattern, "error", err)
			return
		}
		h.Log.Info("request", "pattern", pattern, "path", r.URL.Path, "remote", r.RemoteAddr)
	})
}

// Raw serves a pattern without a frame around the answer.
func (h *Host) Raw(pattern string, handle http.HandlerFunc) { h.api.HandleFunc(pattern, handle) }

// Read decodes a request's body.
func Read[T any](r *http.Request) (T, error) {
	var body T
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
		return body, Fault{http.StatusBadRequest, err.Error()}
	}
	return body, nil
}
