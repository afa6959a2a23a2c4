package orders

import (
	"encoding/json"
	"net/http"
	"time"
)

func (a *App) placeOrder(w http.ResponseWriter, r *http.Request) {
	var request Request
	if err := json.NewDecoder(r.Body).Decode(&request); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	order, err := request.order(time.Now())
	if err != nil {
		http.Error(w, err.Error(), http.StatusUnprocessableEntity)
		return
	}
	a.tracker.follow(order)
	if !a.warehouse.Accept(order.ID) {
		http.Error(w, "the warehouse takes no more orders for now", http.StatusServiceUnavailable)
		return
	}
	writeJSON(w, http.StatusAccepted, map[string]any{"id": order.ID, "total": order.Total, "placed_at": order.PlacedAt})
}

func (a *App) showTotals(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, a.tracker.snapshot())
}

func writeJSON(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(body)
}
