// Package branches knows which of a bank's branches are open, as each branch's own server says over gRPC.
package branches

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/health"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"

	"example.com/libraries/internal/customers"
	"example.com/libraries/internal/records"
	"example.com/libraries/internal/upstream"
)

// App is the branch service.
type App struct {
	book   *records.Book
	server string
}

// New wires the service and starts the branches' server.
func New(ctx context.Context) (*App, error) {
	server, err := upstream.Start(ctx)
	if err != nil {
		return nil, err
	}
	return &App{book: records.NewBook("branch", 2000), server: strings.TrimPrefix(server, "http://")}, nil
}

// Serve is the branches' server.
func Serve(listener net.Listener) error {
	server := grpc.NewServer()
	healthpb.RegisterHealthServer(server, health.NewServer())
	return server.Serve(listener)
}

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /v1/branches", a.book.ServeSearch)
	mux.HandleFunc("GET /v1/branches/{branch}/open", a.showOpen)
}

// Run lets customers look for branches until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	customers.Crowd{PerSecond: 40, Connections: 8, Next: func(rng *rand.Rand) (string, string, []byte) {
		if rng.Float64() < 0.93 {
			return records.Search(rng, "/v1/branches")
		}
		return http.MethodGet, fmt.Sprintf("/v1/branches/%d/open", rng.IntN(300)), nil
	}}.Visit(ctx, base)
}

func (a *App) showOpen(w http.ResponseWriter, r *http.Request) {
	open, err := a.isOpen(r.Context())
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	records.WriteJSON(w, http.StatusOK, map[string]any{"branch": r.PathValue("branch"), "open": open})
}

// isOpen asks the branch's server.
func (a *App) isOpen(ctx context.Context) (bool, error) {
	conn, err := grpc.NewClient(a.server, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return false, err
	}
	answer, err := healthpb.NewHealthClient(conn).Check(ctx, &healthpb.HealthCheckRequest{})
	if err != nil {
		return false, fmt.Errorf("asking %s: %w", a.server, err)
	}
	return answer.GetStatus() == healthpb.HealthCheckResponse_SERVING, nil
}
