package orders

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
)

var (
	cities = []string{"Aarhus", "Bologna", "Cork", "Dresden", "Espoo", "Faro", "Gent"}
	titles = []string{"Enamel mug", "Wool blanket", "Desk lamp", "Garden shears", "Tea, 100 g"}
)

// nextRequest is mostly a new order, now and then a look at the day's totals.
func nextRequest(rng *rand.Rand) (method, path string, body []byte) {
	if rng.IntN(30) == 0 {
		return http.MethodGet, "/v1/orders/totals", nil
	}
	number := rng.Uint32()
	address := Address{
		Name:    fmt.Sprintf("Customer %d", number),
		Street:  fmt.Sprintf("%d Market Street", 1+rng.IntN(200)),
		City:    cities[rng.IntN(len(cities))],
		Postal:  fmt.Sprintf("%05d", rng.IntN(100_000)),
		Country: "EU",
	}
	request := Request{
		ID:       fmt.Sprintf("ord-%016x", rng.Uint64()),
		Customer: Customer{ID: fmt.Sprintf("c-%d", number), Name: address.Name, Email: fmt.Sprintf("c%d@example.com", number), Locale: "en"},
		ShipTo:   address,
		BillTo:   address,
		Lines:    make([]Line, 1+rng.IntN(3)),
	}
	for i := range request.Lines {
		product := rng.IntN(20_000)
		request.Lines[i] = Line{
			SKU:      fmt.Sprintf("sku-%05d", product),
			Title:    titles[product%len(titles)],
			Quantity: 1 + rng.IntN(3),
			Price:    int64(499 + product%9000),
		}
	}
	body, err := json.Marshal(request)
	if err != nil {
		panic(err) // plain strings and numbers always encode
	}
	return http.MethodPost, "/v1/orders", body
}
