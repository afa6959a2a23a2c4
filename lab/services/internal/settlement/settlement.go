// Package settlement splits a payment over acquirers and collects their answers.
package settlement

import (
	"crypto/sha256"
	"time"
)

// Leg is the part of a payment that one acquirer settles.
type Leg struct {
	Acquirer    string
	Reference   string
	Description string
	Currency    string
	Amount      int64
}

// Answer is what an acquirer said to a leg.
type Answer struct {
	Leg         Leg
	Code        string
	AuthCode    string
	Fee         int64
	SubmittedAt time.Time
	AnsweredAt  time.Time
	Fingerprint [sha256.Size]byte
	// Message is the acquirer's ISO 8583 answer as it came, for disputes.
	Message [960]byte
}

// Settlement is a payment whose every leg has been answered.
type Settlement struct {
	Payment string
	Answers []Answer
	Fees    int64
}
