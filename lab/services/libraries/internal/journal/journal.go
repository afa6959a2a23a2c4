// Package journal books payments and keeps a journal of each batch.
package journal

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"time"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"

	"example.com/libraries/internal/customers"
	"example.com/libraries/internal/records"
)

// App is the ledger.
type App struct {
	book    *records.Book
	journal *os.File
}

// New wires the service.
func New() (*App, error) {
	journal, err := os.OpenFile(os.DevNull, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		return nil, err
	}
	return &App{book: records.NewBook("payment", 2000), journal: journal}, nil
}

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /v1/payments", a.book.ServeSearch)
	mux.HandleFunc("POST /v1/batches", a.bookBatch)
}

// Run lets batches arrive until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	customers.Crowd{PerSecond: 40, Connections: 8, Next: func(rng *rand.Rand) (string, string, []byte) {
		if rng.Float64() < 0.88 {
			return records.Search(rng, "/v1/payments")
		}
		batch := make([]records.Record, 30)
		for i := range batch {
			batch[i] = a.book.At(rng.IntN(2000))
		}
		body, _ := json.Marshal(batch)
		return http.MethodPost, "/v1/batches", body
	}}.Visit(ctx, base)
}

func (a *App) bookBatch(w http.ResponseWriter, r *http.Request) {
	var batch []records.Record
	if err := json.NewDecoder(r.Body).Decode(&batch); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	log := a.batchLogger(fmt.Sprintf("batch-%d", time.Now().UnixNano()))
	total := 0
	for _, payment := range batch {
		total += payment.Cents
		log.Info("booked", zap.String("payment", payment.ID), zap.Int("cents", payment.Cents))
	}
	log.Sync()
	records.WriteJSON(w, http.StatusOK, map[string]int{"booked": len(batch), "total": total})
}

// batchLogger writes a batch's lines in few writes.
func (a *App) batchLogger(batch string) *zap.Logger {
	lines := &zapcore.BufferedWriteSyncer{WS: zapcore.AddSync(a.journal), Size: 128 << 10}
	encoder := zapcore.NewJSONEncoder(zap.NewProductionEncoderConfig())
	return zap.New(zapcore.NewCore(encoder, lines, zap.InfoLevel)).With(zap.String("batch", batch))
}
