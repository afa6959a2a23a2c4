// Package previews makes previews of videos.
package previews

import (
	"bytes"
	"context"
	"encoding/json"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"sync/atomic"

	"example.com/corpus/internal/crowd"
	"example.com/corpus/internal/faker"
	"example.com/corpus/internal/web"
)

// Video is the body of POST /v1/previews.
type Video struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	Fresh bool   `json:"fresh"`
}

// App is the previews service.
type App struct {
	encoder string
	jobs    context.Context
	started atomic.Int64
}

// New wires the service.
func New() *App {
	path, err := os.Executable()
	if err != nil {
		panic(err)
	}
	return &App{encoder: path, jobs: context.Background()}
}

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("POST /v1/previews", func(w http.ResponseWriter, r *http.Request) {
		var video Video
		if err := json.NewDecoder(r.Body).Decode(&video); err != nil {
			web.Fail(w, http.StatusBadRequest, err)
			return
		}
		if video.Fresh {
			if err := a.encode(video); err != nil {
				web.Fail(w, http.StatusInternalServerError, err)
				return
			}
		}
		web.Write(w, http.StatusAccepted, map[string]int64{"started": a.started.Load()})
	})
}

// encode starts the encoder; it writes the preview where the site looks for it.
func (a *App) encode(video Video) error {
	cmd := exec.CommandContext(a.jobs, a.encoder, "peer")
	cmd.Stdin = bytes.NewReader(nil)
	cmd.Env = append(os.Environ(), "VIDEO="+video.ID)
	if err := cmd.Start(); err != nil {
		return err
	}
	a.started.Add(1)
	return nil
}

// Run lets people upload until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	a.jobs = ctx
	crowd.Crowd{PerSecond: 40, Next: func(rng *rand.Rand) crowd.Request {
		return crowd.Post("/v1/previews", Video{ID: faker.ID(rng, "v"), Title: faker.Text(rng, 120), Fresh: rng.IntN(12) == 0})
	}}.Visit(ctx, base)
}

// Encoder is done as soon as its input is.
func Encoder(listener net.Listener) { listener.Close() }
