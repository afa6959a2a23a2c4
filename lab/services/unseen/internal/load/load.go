// Package load sends a program the traffic that it serves.
package load

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"iter"
	"math"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"
)

// Rate is a number per second at a time since the start.
type Rate func(at time.Duration) float64

// Steady is the same at any time.
func Steady(perSecond float64) Rate { return func(time.Duration) float64 { return perSecond } }

// Wave swings around a mean.
func Wave(mean, share float64, period time.Duration) Rate {
	return func(at time.Duration) float64 {
		return mean * (1 + share*math.Sin(2*math.Pi*at.Seconds()/period.Seconds()))
	}
}

// Burst is raised for a while at the end of each period.
func Burst(calm, raised float64, period, length time.Duration) Rate {
	return func(at time.Duration) float64 {
		if at%period >= period-length {
			return raised
		}
		return calm
	}
}

// Arrivals yields at random moments until ctx ends; one that comes late is not made up for.
func Arrivals(ctx context.Context, rate Rate) iter.Seq[*rand.Rand] {
	return func(yield func(*rand.Rand) bool) {
		rng := rand.New(rand.NewPCG(rand.Uint64(), rand.Uint64()))
		timer := time.NewTimer(0)
		defer timer.Stop()
		start := time.Now()
		for {
			perSecond := rate(time.Since(start))
			pause, idle := 100*time.Millisecond, perSecond < 0.05
			if !idle {
				pause = time.Duration(rng.ExpFloat64() / perSecond * float64(time.Second))
				pause = min(pause, 5*time.Second)
			}
			timer.Reset(pause)
			select {
			case <-ctx.Done():
				return
			case <-timer.C:
			}
			if !idle && !yield(rng) {
				return
			}
		}
	}
}

// Call is one request: what is not nil in Body goes as JSON, bytes as they are.
type Call struct {
	Method, Path string
	Body         any
}

// Traffic is what reaches a program.
type Traffic struct {
	// Lanes is how many callers there are, each with a connection; 6 unless given.
	Lanes int
	// Rate is of all lanes together.
	Rate Rate
	// Patience is how long a caller waits; 2 s unless given.
	Patience time.Duration
	Next     func(rng *rand.Rand) Call
}

// Send calls base until ctx ends.
func (t Traffic) Send(ctx context.Context, base string) {
	if t.Lanes == 0 {
		t.Lanes = 6
	}
	if t.Patience == 0 {
		t.Patience = 2 * time.Second
	}
	client := &http.Client{
		Timeout:   t.Patience,
		Transport: &http.Transport{MaxIdleConnsPerHost: t.Lanes, MaxIdleConns: t.Lanes, DisableCompression: true},
	}
	defer client.CloseIdleConnections()
	share := func(at time.Duration) float64 { return t.Rate(at) / float64(t.Lanes) }
	var lanes sync.WaitGroup
	for range t.Lanes {
		lanes.Go(func() {
			for rng := range Arrivals(ctx, share) {
				call(ctx, client, base, t.Next(rng))
			}
		})
	}
	lanes.Wait()
}

func call(ctx context.Context, client *http.Client, base string, c Call) {
	payload, raw := c.Body.([]byte)
	if !raw && c.Body != nil {
		var err error
		if payload, err = json.Marshal(c.Body); err != nil {
			panic(err)
		}
	}
	req, err := http.NewRequestWithContext(ctx, c.Method, base+c.Path, bytes.NewReader(payload))
	if err != nil {
		panic(err)
	}
	res, err := client.Do(req)
	if err != nil {
		return // out of patience
	}
	defer res.Body.Close()
	io.Copy(io.Discard, res.Body)
}

// Get and Post make calls.
func Get(path string) Call            { return Call{Method: http.MethodGet, Path: path} }
func Post(path string, body any) Call { return Call{Method: http.MethodPost, Path: path, Body: body} }
