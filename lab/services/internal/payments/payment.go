package payments

import (
	"errors"
	"fmt"

	"example.com/shop/internal/settlement"
)

// Request is the body of POST /v1/payments.
type Request struct {
	Key      string     `json:"idempotency_key"`
	Merchant string     `json:"merchant"`
	Currency string     `json:"currency"`
	Card     Card       `json:"card"`
	Items    []LineItem `json:"items"`
}

// Card is a tokenised card.
type Card struct {
	Token  string `json:"token"`
	Scheme string `json:"scheme"`
	Expiry string `json:"expiry"`
}

// LineItem is settled with the acquirer of its seller.
type LineItem struct {
	Seller      string `json:"seller"`
	Description string `json:"description"`
	Amount      int64  `json:"amount"`
}

// Response is the body of a settled payment.
type Response struct {
	Key      string  `json:"idempotency_key"`
	Status   string  `json:"status"`
	Merchant string  `json:"merchant"`
	Currency string  `json:"currency"`
	Amount   int64   `json:"amount"`
	Fees     int64   `json:"fees"`
	Entries  []Entry `json:"entries"`
}

// Entry is one posting of a payment in the merchant's books.
type Entry struct {
	Account     string `json:"account"`
	Reference   string `json:"reference"`
	Description string `json:"description"`
	AuthCode    string `json:"auth_code"`
	Fingerprint string `json:"fingerprint"`
	PostedAt    string `json:"posted_at"`
	Debit       int64  `json:"debit"`
	Credit      int64  `json:"credit"`
}

func (r Request) validate() error {
	if r.Key == "" || r.Card.Token == "" {
		return errors.New("idempotency_key and card.token are required")
	}
	if len(r.Items) == 0 {
		return errors.New("items must not be empty")
	}
	return nil
}

func (r Request) legs() []settlement.Leg {
	legs := make([]settlement.Leg, len(r.Items))
	for i, item := range r.Items {
		legs[i] = settlement.Leg{
			Acquirer:    item.Seller,
			Reference:   fmt.Sprintf("%s/%02d", r.Key, i),
			Description: item.Description,
			Currency:    r.Currency,
			Amount:      item.Amount,
		}
	}
	return legs
}
