package images

import (
	"context"
	"io"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"
)

// visit sends requests from a few browsers at random moments until ctx ends.
func visit(ctx context.Context, base string, perSecond float64, next func(rng *rand.Rand) (path, agent string)) {
	const browsers = 6
	client := &http.Client{Timeout: 5 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: browsers}}
	defer client.CloseIdleConnections()
	var all sync.WaitGroup
	for range browsers {
		all.Go(func() {
			rng := rand.New(rand.NewPCG(rand.Uint64(), rand.Uint64()))
			for ctx.Err() == nil {
				path, agent := next(rng)
				load(ctx, client, base+path, agent)
				time.Sleep(time.Duration(rng.ExpFloat64() * browsers / perSecond * float64(time.Second)))
			}
		})
	}
	all.Wait()
}

func load(ctx context.Context, client *http.Client, url, agent string) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return
	}
	request.Header.Set("User-Agent", agent)
	answer, err := client.Do(request)
	if err != nil {
		return
	}
	defer answer.Body.Close()
	io.Copy(io.Discard, answer.Body)
}
