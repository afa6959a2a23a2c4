// Package addresses resolves the numbers of houses to addresses, and remembers them for a while.
package addresses

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"

	"connectrpc.com/connect"
	"github.com/maypok86/otter/v2"

	addressespb "example.com/frameworks/internal/gen/addresses/v1"
	"example.com/frameworks/internal/gen/addresses/v1/addressespbconnect"
	"example.com/frameworks/internal/traffic"
)

// App is the address service.
type App struct {
	known *otter.Cache[int64, *addressespb.Address]
}

// New wires the service.
func New(context.Context) (*App, error) {
	known, err := otter.New(&otter.Options[int64, *addressespb.Address]{
		MaximumSize:      9000,
		ExpiryCalculator: otter.ExpiryWriting[int64, *addressespb.Address](30 * time.Second),
	})
	if err != nil {
		return nil, err
	}
	return &App{known: known}, nil
}

// Close ends the cache.
func (a *App) Close() error {
	a.known.StopAllGoroutines()
	return nil
}

// Handler is the API, by connect.
func (a *App) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle(addressespbconnect.NewAddressesHandler(a))
	return mux
}

// Run lets shops resolve where their customers live.
func (a *App) Run(ctx context.Context, base string) {
	traffic.Callers{PerSecond: 40, Count: 6, Next: func(rng *rand.Rand) traffic.Call {
		houses := make([]string, 20)
		for i := range houses {
			houses[i] = fmt.Sprint(rng.IntN(60_000))
		}
		body, _ := json.Marshal(map[string]any{"houses": houses})
		return traffic.Post(addressespbconnect.AddressesResolveProcedure, body)
	}}.Run(ctx, base)
}

// Resolve gives the address of each house.
func (a *App) Resolve(ctx context.Context, req *connect.Request[addressespb.ResolveRequest]) (*connect.Response[addressespb.ResolveResponse], error) {
	found := make([]*addressespb.Address, 0, len(req.Msg.GetHouses()))
	for _, house := range req.Msg.GetHouses() {
		address, err := a.known.Get(ctx, house, otter.LoaderFunc[int64, *addressespb.Address](survey))
		if err != nil {
			return nil, connect.NewError(connect.CodeUnavailable, err)
		}
		found = append(found, address)
	}
	return connect.NewResponse(&addressespb.ResolveResponse{Addresses: found}), nil
}

func survey(_ context.Context, house int64) (*addressespb.Address, error) {
	address := &addressespb.Address{House: house, Street: fmt.Sprintf("Street %d", house/40), City: fmt.Sprintf("City %d", rand.IntN(90))}
	for line := range 12 {
		address.Lines = append(address.Lines, fmt.Sprintf("line %d of the directions to house %d", line, house))
	}
	return address, nil
}
