// Package fleet shows where vehicles are.
package fleet

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/go-chi/chi/v5"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	fleetpb "example.com/frameworks/internal/gen/fleet/v1"
	"example.com/frameworks/internal/traffic"
)

// App is the fleet service: gRPC for consoles, HTTP for operators.
type App struct {
	board    *Board
	listener net.Listener
	server   *grpc.Server
}

// New wires the service.
func New(context.Context) (*App, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	app := &App{board: newBoard(), listener: listener, server: grpc.NewServer()}
	fleetpb.RegisterFleetServer(app.server, &Server{board: app.board})
	go app.server.Serve(listener)
	return app, nil
}

// Close ends the gRPC server.
func (a *App) Close() error {
	a.server.Stop()
	return nil
}

// Handler is the operators' API.
func (a *App) Handler() http.Handler {
	router := chi.NewRouter()
	router.Get("/v1/trips", func(w http.ResponseWriter, r *http.Request) {
		json.NewEncoder(w).Encode(map[string]int{"underway": a.board.underway()})
	})
	return router
}

// Run drives the vehicles and lets consoles look at them.
func (a *App) Run(ctx context.Context, base string) {
	conn, err := grpc.NewClient(a.listener.Addr().String(), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return
	}
	defer conn.Close()
	client := fleetpb.NewFleetClient(conn)
	var all sync.WaitGroup
	defer all.Wait()
	all.Go(func() { a.board.drive(ctx) })
	all.Go(func() {
		traffic.Callers{PerSecond: 5, Count: 2, Next: func(*rand.Rand) traffic.Call { return traffic.Get("/v1/trips") }}.Run(ctx, base)
	})
	all.Go(func() {
		traffic.Arrivals(ctx, traffic.Steady(60), func(ctx context.Context, rng *rand.Rand) { look(ctx, rng, client) })
	})
	traffic.Arrivals(ctx, traffic.Steady(14), func(ctx context.Context, rng *rand.Rand) { a.watch(ctx, rng, client) })
}

func look(ctx context.Context, rng *rand.Rand, client fleetpb.FleetClient) {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	client.Nearby(ctx, &fleetpb.NearbyRequest{Latitude: 52 + rng.Float64(), Longitude: 13 + rng.Float64(), Limit: 80})
}

// watch is a console that shows one trip for some seconds.
func (a *App) watch(ctx context.Context, rng *rand.Rand, client fleetpb.FleetClient) {
	trip := a.board.anyTrip(rng)
	ctx, cancel := context.WithTimeout(ctx, time.Duration(800+rng.IntN(2500))*time.Millisecond)
	defer cancel()
	stream, err := client.Watch(ctx, &fleetpb.WatchRequest{Trip: trip})
	if err != nil {
		return
	}
	for {
		if _, err := stream.Recv(); err != nil {
			return
		}
	}
}
