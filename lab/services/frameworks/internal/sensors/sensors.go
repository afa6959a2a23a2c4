// Package sensors takes the readings of sensors, which stay connected for some seconds.
package sensors

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/go-chi/chi/v5"
	"golang.org/x/sync/errgroup"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	sensorspb "example.com/frameworks/internal/gen/sensors/v1"
	"example.com/frameworks/internal/traffic"
)

// App is the sensor service.
type App struct {
	server   *grpc.Server
	listener net.Listener
	readings *readings
}

// New wires the service.
func New(context.Context) (*App, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	app := &App{listener: listener, readings: &readings{last: map[string]reading{}}}
	app.server = grpc.NewServer(grpc.StreamInterceptor(app.readings.count))
	sensorspb.RegisterSensorsServer(app.server, app.readings)
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
	router.Get("/v1/sensors", a.readings.list)
	return router
}

// Run connects sensors, in waves, and looks at their readings.
func (a *App) Run(ctx context.Context, base string) {
	conn, err := grpc.NewClient(a.listener.Addr().String(), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return
	}
	defer conn.Close()
	client := sensorspb.NewSensorsClient(conn)
	go traffic.Callers{PerSecond: 4, Count: 2, Next: func(*rand.Rand) traffic.Call { return traffic.Get("/v1/sensors") }}.Run(ctx, base)
	traffic.Arrivals(ctx, traffic.Wave(12, 50*time.Second), func(ctx context.Context, rng *rand.Rand) { sense(ctx, rng, client) })
}

// sense is one sensor: it sends readings until it sleeps, and takes commands until the stream ends.
func sense(ctx context.Context, rng *rand.Rand, client sensorspb.SensorsClient) error {
	group, ctx := errgroup.WithContext(ctx)
	stream, err := client.Exchange(ctx)
	if err != nil {
		return err
	}
	group.Go(func() error {
		name := fmt.Sprintf("sensor-%03d", rng.IntN(400))
		for range 8 + rng.IntN(16) {
			values := make([]float64, 100)
			for i := range values {
				values[i] = rng.NormFloat64()
			}
			if err := stream.Send(&sensorspb.ExchangeRequest{Sensor: name, Values: values}); err != nil {
				return err
			}
			if !traffic.Pause(ctx, time.Duration(100+rng.IntN(400))*time.Millisecond) {
				break
			}
		}
		return stream.CloseSend()
	})
	group.Go(func() error {
		for {
			if _, err := stream.Recv(); err != nil {
				return err
			}
		}
	})
	return group.Wait()
}

type reading struct {
	at     time.Time
	values []float64
}

// readings has the last ones of each sensor.
type readings struct {
	sensorspb.UnimplementedSensorsServer

	mu        sync.Mutex
	last      map[string]reading
	connected int
}

func (r *readings) count(srv any, stream grpc.ServerStream, _ *grpc.StreamServerInfo, handler grpc.StreamHandler) error {
	r.add(1)
	defer r.add(-1)
	return handler(srv, stream)
}

func (r *readings) add(n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.connected += n
}

// Exchange takes readings until the sensor ends the stream.
func (r *readings) Exchange(stream grpc.BidiStreamingServer[sensorspb.ExchangeRequest, sensorspb.ExchangeResponse]) error {
	for {
		req, err := stream.Recv()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		r.mu.Lock()
		r.last[req.GetSensor()] = reading{at: time.Now(), values: req.GetValues()}
		r.mu.Unlock()
		if err := stream.Send(&sensorspb.ExchangeResponse{IntervalMillis: 300}); err != nil {
			return err
		}
	}
}

func (r *readings) list(w http.ResponseWriter, _ *http.Request) {
	r.mu.Lock()
	means := make(map[string]float64, len(r.last))
	for name, reading := range r.last {
		for _, value := range reading.values {
			means[name] += value / float64(len(reading.values))
		}
	}
	r.mu.Unlock()
	json.NewEncoder(w).Encode(means)
}
