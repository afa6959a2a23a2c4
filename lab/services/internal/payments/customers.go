package payments

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
)

var (
	sellers      = []string{"books-eu", "garden-uk", "kitchen-de", "music-fr", "outdoor-no", "toys-it"}
	descriptions = []string{
		"Hardback, 412 pages, second edition",
		"Cast iron pan, 28 cm, with lid",
		"Headphones, closed, 32 ohm",
		"Rain jacket, three layers, size M",
	}
)

// nextRequest is mostly a new payment, now and then a look at one that was never made.
func nextRequest(rng *rand.Rand) (method, path string, body []byte) {
	key := fmt.Sprintf("%016x%016x", rng.Uint64(), rng.Uint64())
	if rng.IntN(20) == 0 {
		return http.MethodGet, "/v1/payments/" + key, nil
	}
	request := Request{
		Key:      key,
		Merchant: fmt.Sprintf("merchant-%04d", rng.IntN(5000)),
		Currency: "EUR",
		Card:     Card{Token: fmt.Sprintf("tok_%016x", rng.Uint64()), Scheme: "visa", Expiry: "11/29"},
		Items:    make([]LineItem, 2+rng.IntN(5)),
	}
	for i := range request.Items {
		request.Items[i] = LineItem{
			Seller:      sellers[rng.IntN(len(sellers))],
			Description: descriptions[rng.IntN(len(descriptions))],
			Amount:      100 + rng.Int64N(20_000),
		}
	}
	body, err := json.Marshal(request)
	if err != nil {
		panic(err) // plain strings and numbers always encode
	}
	return http.MethodPost, "/v1/payments", body
}
