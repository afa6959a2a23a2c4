package sockets

import (
	"context"
	"io"
	"math/rand/v2"
	"net/http"
	"time"

	"example.com/unseen/internal/load"
)

const (
	perSecond = 6
	shortest  = 5 * time.Second
	longest   = 30 * time.Second
)

// Watch is the clients, in another process: as many as there would be if they had come for ever, and those who come then.
func Watch(base string) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: -1}}
	for range perSecond * int((shortest+longest)/2/time.Second) {
		go stay(client, base, residual())
	}
	for range load.Arrivals(context.Background(), load.Steady(perSecond)) {
		go stay(client, base, shortest+rand.N(longest-shortest))
	}
}

// residual is how long somebody still stays who is met at any moment.
func residual() time.Duration {
	for {
		stay := shortest + rand.N(longest-shortest)
		if rand.N(longest) < stay {
			return rand.N(stay)
		}
	}
}

func stay(client *http.Client, base string, long time.Duration) {
	ctx, cancel := context.WithTimeout(context.Background(), long)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, base+"/v1/events", nil)
	if err != nil {
		return
	}
	res, err := client.Do(req)
	if err != nil {
		return
	}
	defer res.Body.Close()
	io.Copy(io.Discard, res.Body)
}
