package payments

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"sync"
	"time"

	"example.com/shop/internal/settlement"
)

// settleTimeout is what a customer at the till is made to wait.
const settleTimeout = 120 * time.Millisecond

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func (a *App) createPayment(w http.ResponseWriter, r *http.Request) {
	var request Request
	if err := json.NewDecoder(r.Body).Decode(&request); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	if err := request.validate(); err != nil {
		http.Error(w, err.Error(), http.StatusUnprocessableEntity)
		return
	}
	if response, ok := a.store.Lookup(request.Key); ok {
		writeJSON(w, response)
		return
	}

	ctx, cancel := context.WithTimeout(r.Context(), settleTimeout)
	defer cancel()
	settled, err := a.settler.Settle(ctx, request.Key, request.legs())
	if err != nil {
		http.Error(w, "the acquirer did not answer in time", http.StatusGatewayTimeout)
		return
	}

	buffer := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(buffer)
	buffer.Reset()
	if err := json.NewEncoder(buffer).Encode(respond(request, settled)); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	a.store.Remember(request.Key, buffer.Bytes(), settled.Answers)
	writeJSON(w, buffer.Bytes())
}

func (a *App) showPayment(w http.ResponseWriter, r *http.Request) {
	response, ok := a.store.Lookup(r.PathValue("key"))
	if !ok {
		http.NotFound(w, r)
		return
	}
	writeJSON(w, response)
}

// respond posts every leg twice: to the seller's account and to the merchant's.
func respond(request Request, settled settlement.Settlement) Response {
	response := Response{
		Key:      request.Key,
		Status:   "settled",
		Merchant: request.Merchant,
		Currency: request.Currency,
		Fees:     settled.Fees,
		Entries:  make([]Entry, 0, 2*len(settled.Answers)),
	}
	for _, answer := range settled.Answers {
		entry := Entry{
			Account:     answer.Leg.Acquirer,
			Reference:   answer.Leg.Reference,
			Description: answer.Leg.Description,
			AuthCode:    answer.AuthCode,
			Fingerprint: hex.EncodeToString(answer.Fingerprint[:]),
			PostedAt:    answer.AnsweredAt.UTC().Format(time.RFC3339Nano),
			Debit:       answer.Leg.Amount - answer.Fee,
		}
		response.Amount += answer.Leg.Amount
		counter := entry
		counter.Account, counter.Debit, counter.Credit = request.Merchant, 0, entry.Debit
		response.Entries = append(response.Entries, entry, counter)
	}
	return response
}

func writeJSON(w http.ResponseWriter, body []byte) {
	w.Header().Set("Content-Type", "application/json")
	w.Write(body)
}
