package settlement

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"math"
	"math/rand/v2"
	"time"
)

// Acquirer answers within some milliseconds, now and then only after a while.
type Acquirer struct {
	MedianLatency time.Duration
	// SlowShare of the legs take SlowLatency.
	SlowShare   float64
	SlowLatency time.Duration
}

// Submit sends a leg and waits for the answer until ctx ends.
func (a Acquirer) Submit(ctx context.Context, leg Leg) (Answer, error) {
	submitted := time.Now()
	timer := time.NewTimer(a.latency())
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return Answer{}, ctx.Err()
	case answered := <-timer.C:
		answer := Answer{Leg: leg, Code: "00", Fee: leg.Amount * 29 / 10_000, SubmittedAt: submitted, AnsweredAt: answered}
		answer.AuthCode = leg.Reference[:6]
		fillMessage(&answer)
		return answer, nil
	}
}

func (a Acquirer) latency() time.Duration {
	if rand.Float64() < a.SlowShare {
		return a.SlowLatency
	}
	return time.Duration(float64(a.MedianLatency) * math.Exp(0.5*rand.NormFloat64()))
}

func fillMessage(answer *Answer) {
	message := append(answer.Message[:0], "0110"...)
	message = append(message, answer.Leg.Reference...)
	message = binary.BigEndian.AppendUint64(message, uint64(answer.Leg.Amount))
	message = answer.AnsweredAt.AppendFormat(message, "0102150405")
	answer.Fingerprint = sha256.Sum256(message)
}
