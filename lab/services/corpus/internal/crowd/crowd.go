// Package crowd is the traffic that reaches a program: requests arrive at random moments, at a mean rate.
package crowd

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"
)

// Crowd sends requests over a fixed set of kept-alive connections, as a load balancer does.
type Crowd struct {
	// PerSecond is the mean number of requests in a second.
	PerSecond float64
	// Pace multiplies PerSecond over time; nil is steady.
	Pace func(elapsed time.Duration) float64
	// Connections bounds the requests that are under way at once; 8 unless given.
	Connections int
	// Timeout is how long a customer waits; two seconds unless given.
	Timeout time.Duration
	// Next makes a customer's next request.
	Next func(rng *rand.Rand) Request
}

// Request is one call of the API.
type Request struct {
	Method, Path string
	// Body is sent as JSON unless it is nil or bytes.
	Body any
}

// Get reads a path.
func Get(path string) Request { return Request{Method: http.MethodGet, Path: path} }

// Post sends a body as JSON.
func Post(path string, body any) Request {
	return Request{Method: http.MethodPost, Path: path, Body: body}
}

// Visit sends requests to base until ctx ends.
func (c Crowd) Visit(ctx context.Context, base string) {
	if c.Connections == 0 {
		c.Connections = 8
	}
	if c.Timeout == 0 {
		c.Timeout = 2 * time.Second
	}
	client := &http.Client{
		Timeout:   c.Timeout,
		Transport: &http.Transport{MaxConnsPerHost: c.Connections, MaxIdleConnsPerHost: c.Connections, DisableCompression: true},
	}
	defer client.CloseIdleConnections()
	arrivals := make(chan struct{}, c.Connections)
	var customers sync.WaitGroup
	for range c.Connections {
		arrivals <- struct{}{} // every connection is opened at once
		customers.Go(func() { c.serve(ctx, client, base, arrivals) })
	}
	c.arrive(ctx, arrivals)
	customers.Wait()
}

// arrive lets requests come in with exponential gaps; those that find every connection busy are shed.
func (c Crowd) arrive(ctx context.Context, arrivals chan<- struct{}) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	start := time.Now()
	next := start
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		}
		for now := time.Now(); !next.After(now); {
			select {
			case arrivals <- struct{}{}:
			default:
			}
			next = next.Add(c.gap(next.Sub(start)))
		}
		timer.Reset(time.Until(next))
	}
}

func (c Crowd) gap(elapsed time.Duration) time.Duration {
	rate := c.PerSecond
	if c.Pace != nil {
		rate *= c.Pace(elapsed)
	}
	if rate < 0.5 {
		return 100 * time.Millisecond // look again soon: a burst may begin
	}
	return time.Duration(rand.ExpFloat64() / rate * float64(time.Second))
}

func (c Crowd) serve(ctx context.Context, client *http.Client, base string, arrivals <-chan struct{}) {
	rng := rand.New(rand.NewPCG(rand.Uint64(), rand.Uint64()))
	for {
		select {
		case <-ctx.Done():
			return
		case <-arrivals:
			send(ctx, client, base, c.Next(rng))
		}
	}
}

// send reads the answer to its end; a customer who gets an error goes away.
func send(ctx context.Context, client *http.Client, base string, request Request) {
	body, isBytes := request.Body.([]byte)
	if !isBytes && request.Body != nil {
		encoded, err := json.Marshal(request.Body)
		if err != nil {
			panic(err) // plain strings and numbers always encode
		}
		body = encoded
	}
	req, err := http.NewRequestWithContext(ctx, request.Method, base+request.Path, bytes.NewReader(body))
	if err != nil {
		return
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := client.Do(req)
	if err != nil {
		return
	}
	defer res.Body.Close()
	io.Copy(io.Discard, res.Body)
}
