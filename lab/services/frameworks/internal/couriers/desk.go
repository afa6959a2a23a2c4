package couriers

import (
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"time"

	"github.com/gin-gonic/gin"
)

// Delivery is what a courier carries.
type Delivery struct {
	ID      string `json:"id"`
	Pickup  string `json:"pickup" binding:"required"`
	Dropoff string `json:"dropoff" binding:"required"`
	Grams   int    `json:"grams"`
}

// Courier is a person with a bicycle.
type Courier struct {
	Name     string  `json:"name"`
	Distance float64 `json:"distance"`
	Note     string  `json:"note"`
}

// Offer is a delivery that couriers may take.
type Offer struct {
	delivery Delivery
	answer   chan string
	taken    chan struct{}
}

// Desk knows the couriers.
type Desk struct {
	couriers  []Courier
	withdrawn atomic.Int64
}

func newDesk() *Desk {
	desk := &Desk{couriers: make([]Courier, 400)}
	for i := range desk.couriers {
		desk.couriers[i] = Courier{Name: fmt.Sprintf("courier-%03d", i), Note: "speaks three languages, rides a cargo bike"}
	}
	return desk
}

func (d *Desk) nearby(latitude, longitude string) []Courier {
	found := make([]Courier, 0, 40)
	for range 40 {
		courier := d.couriers[rand.IntN(len(d.couriers))]
		courier.Distance = rand.Float64() * 3
		courier.Note = fmt.Sprintf("%s; seen from %s/%s", courier.Note, latitude, longitude)
		found = append(found, courier)
	}
	return found
}

// announce asks the couriers; seven offers of ten are taken.
func (d *Desk) announce(delivery Delivery) *Offer {
	offer := &Offer{delivery: delivery, answer: make(chan string, 1), taken: make(chan struct{})}
	if rand.Float64() < 0.7 {
		name := d.couriers[rand.IntN(len(d.couriers))].Name
		time.AfterFunc(time.Duration(5+rand.IntN(30))*time.Millisecond, func() { offer.answer <- name })
	}
	return offer
}

// withdraw takes an offer back when the shop goes away before somebody has taken it.
func (d *Desk) withdraw(c *gin.Context, offer *Offer) {
	select {
	case <-offer.taken:
	case <-c.Done():
		d.withdrawn.Add(1)
	}
}
