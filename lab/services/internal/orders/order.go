package orders

import (
	"errors"
	"time"

	"example.com/shop/internal/events"
)

// MaxLines is the most that one parcel holds.
const MaxLines = 24

// Order is one parcel on its way to a customer.
type Order struct {
	ID        string
	Customer  Customer
	ShipTo    Address
	BillTo    Address
	Lines     [MaxLines]Line
	LineCount int
	Total     int64
	PlacedAt  time.Time
	Status    events.Kind
	ChangedAt time.Time
}

// Customer is who ordered.
type Customer struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Email  string `json:"email"`
	Locale string `json:"locale"`
}

// Address is where parcels and bills go.
type Address struct {
	Name    string `json:"name"`
	Street  string `json:"street"`
	City    string `json:"city"`
	Postal  string `json:"postal"`
	Country string `json:"country"`
}

// Line is one product of an order.
type Line struct {
	SKU      string `json:"sku"`
	Title    string `json:"title"`
	Quantity int    `json:"quantity"`
	Price    int64  `json:"price"`
}

// Request is the body of POST /v1/orders.
type Request struct {
	ID       string   `json:"id"`
	Customer Customer `json:"customer"`
	ShipTo   Address  `json:"ship_to"`
	BillTo   Address  `json:"bill_to"`
	Lines    []Line   `json:"lines"`
}

func (r Request) order(now time.Time) (Order, error) {
	if r.ID == "" || r.Customer.ID == "" {
		return Order{}, errors.New("id and customer.id are required")
	}
	if len(r.Lines) == 0 || len(r.Lines) > MaxLines {
		return Order{}, errors.New("an order has between 1 and 24 lines")
	}
	order := Order{ID: r.ID, Customer: r.Customer, ShipTo: r.ShipTo, BillTo: r.BillTo, PlacedAt: now, ChangedAt: now}
	order.LineCount = copy(order.Lines[:], r.Lines)
	for _, line := range r.Lines {
		order.Total += int64(line.Quantity) * line.Price
	}
	return order, nil
}
