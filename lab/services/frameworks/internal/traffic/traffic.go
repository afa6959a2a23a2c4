// Package traffic is the people and programs that call a service.
package traffic

import (
	"bytes"
	"context"
	"io"
	"math"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"
)

// Call is one HTTP request.
type Call struct {
	Method, Path string
	Header       map[string]string
	Body         []byte
}

// Get is a call without body.
func Get(path string) Call { return Call{Method: http.MethodGet, Path: path} }

// Post is a call with a JSON body.
func Post(path string, body []byte) Call {
	return Call{Method: http.MethodPost, Path: path, Header: map[string]string{"Content-Type": "application/json"}, Body: body}
}

// Callers send requests over kept-alive connections, each by itself at random moments.
type Callers struct {
	// PerSecond is the mean number of requests of all callers in a second.
	PerSecond float64
	Count     int
	// Timeout is how long a caller waits for an answer: 5 s unless given.
	Timeout time.Duration
	Next    func(rng *rand.Rand) Call
}

// Run calls base until ctx ends.
func (c Callers) Run(ctx context.Context, base string) {
	timeout := c.Timeout
	if timeout == 0 {
		timeout = 5 * time.Second
	}
	client := &http.Client{Timeout: timeout, Transport: &http.Transport{MaxIdleConnsPerHost: c.Count}}
	defer client.CloseIdleConnections()
	var all sync.WaitGroup
	for range c.Count {
		all.Go(func() {
			rng := rand.New(rand.NewPCG(rand.Uint64(), rand.Uint64()))
			for Pause(ctx, time.Duration(rng.ExpFloat64()*float64(c.Count)/c.PerSecond*float64(time.Second))) {
				Send(ctx, client, base, c.Next(rng))
			}
		})
	}
	all.Wait()
}

// Once sends one request over a connection of its own, which is closed when ctx ends or the answer does.
func Once(ctx context.Context, base string, call Call) {
	transport := &http.Transport{DisableKeepAlives: true}
	Send(ctx, &http.Client{Transport: transport}, base, call)
}

// Send reads the answer to its end; what went wrong is the caller's bad luck.
func Send(ctx context.Context, client *http.Client, base string, call Call) {
	req, err := http.NewRequestWithContext(ctx, call.Method, base+call.Path, bytes.NewReader(call.Body))
	if err != nil {
		return
	}
	for name, value := range call.Header {
		req.Header.Set(name, value)
	}
	res, err := client.Do(req)
	if err != nil {
		return
	}
	defer res.Body.Close()
	io.Copy(io.Discard, res.Body)
}

// Arrivals starts visits at random moments: rate gives how many a second there are, some time after the start. It ends when
// ctx has ended and all visits with it.
func Arrivals(ctx context.Context, rate func(since time.Duration) float64, visit func(ctx context.Context, rng *rand.Rand)) {
	var visits sync.WaitGroup
	defer visits.Wait()
	start := time.Now()
	for Pause(ctx, time.Duration(rand.ExpFloat64()/math.Max(rate(time.Since(start)), 0.1)*float64(time.Second))) {
		visits.Go(func() { visit(ctx, rand.New(rand.NewPCG(rand.Uint64(), rand.Uint64()))) })
	}
}

// Steady is a rate that does not change.
func Steady(perSecond float64) func(time.Duration) float64 {
	return func(time.Duration) float64 { return perSecond }
}

// Wave is a rate that swings around its mean, between a fifth of it and nine fifths.
func Wave(mean float64, period time.Duration) func(time.Duration) float64 {
	return func(since time.Duration) float64 {
		return mean * (1 + 0.8*math.Sin(2*math.Pi*since.Seconds()/period.Seconds()))
	}
}

// Pause waits, and says false when ctx ended meanwhile.
func Pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
