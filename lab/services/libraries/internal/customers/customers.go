// Package customers is the traffic that reaches a service: requests arrive at random, at a mean rate.
package customers

import (
	"bytes"
	"context"
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
	// Connections bounds the requests that are under way at once.
	Connections int
	// Next makes a customer's next request.
	Next func(rng *rand.Rand) (method, path string, body []byte)
}

// Visit sends requests to base until ctx ends.
func (c Crowd) Visit(ctx context.Context, base string) {
	client := &http.Client{
		Timeout: 5 * time.Second,
		Transport: &http.Transport{
			MaxConnsPerHost:     c.Connections,
			MaxIdleConnsPerHost: c.Connections,
			DisableCompression:  true,
		},
	}
	defer client.CloseIdleConnections()
	arrivals := make(chan struct{}, c.Connections)
	var crowd sync.WaitGroup
	for range c.Connections {
		arrivals <- struct{}{} // every connection is opened at once
		crowd.Go(func() { c.serve(ctx, client, base, arrivals) })
	}
	c.arrive(ctx, arrivals)
	crowd.Wait()
}

// arrive lets requests come in with exponential gaps; those that find every connection busy are shed.
func (c Crowd) arrive(ctx context.Context, arrivals chan<- struct{}) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	next := time.Now()
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
			next = next.Add(time.Duration(rand.ExpFloat64() / c.PerSecond * float64(time.Second)))
		}
		timer.Reset(time.Until(next))
	}
}

func (c Crowd) serve(ctx context.Context, client *http.Client, base string, arrivals <-chan struct{}) {
	rng := rand.New(rand.NewPCG(rand.Uint64(), rand.Uint64()))
	for {
		select {
		case <-ctx.Done():
			return
		case <-arrivals:
			c.request(ctx, client, base, rng)
		}
	}
}

// request reads the answer to its end; a customer who gets an error goes away.
func (c Crowd) request(ctx context.Context, client *http.Client, base string, rng *rand.Rand) {
	method, path, body := c.Next(rng)
	req, err := http.NewRequestWithContext(ctx, method, base+path, bytes.NewReader(body))
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
