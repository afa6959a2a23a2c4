// Package web reads and writes the bodies of the APIs.
package web

import (
	"encoding/json"
	"net/http"
)

// Write answers with a body as JSON.
func Write(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(body)
}

// Fail answers with an error.
func Fail(w http.ResponseWriter, status int, err error) {
	Write(w, status, map[string]string{"error": err.Error()})
}
