package service

import (
	"encoding/json"
	"net/http"
	"net/http/pprof"
	"strconv"
	"sync/atomic"
	"time"
)

func routes(app App, config config, tidy *atomic.Bool, restart chan<- string) http.Handler {
	mux := http.NewServeMux()
	app.Routes(mux)
	started := time.Now().Format(time.RFC3339Nano)
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(map[string]string{"status": "ok", "name": config.name, "started": started})
	})
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/cmdline", pprof.Cmdline)
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	if config.lab {
		labRoutes(mux, tidy, restart)
	}
	return mux
}

func labRoutes(mux *http.ServeMux, tidy *atomic.Bool, restart chan<- string) {
	mux.HandleFunc("POST /lab/restart", func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusAccepted)
		select {
		case restart <- "asked for":
		default: // one is under way already
		}
	})
	mux.HandleFunc("GET /lab/stops", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(readStops())
	})
	mux.HandleFunc("POST /lab/leak", func(w http.ResponseWriter, r *http.Request) {
		on, err := strconv.ParseBool(r.URL.Query().Get("on"))
		if err != nil {
			http.Error(w, "on must be true or false", http.StatusBadRequest)
			return
		}
		tidy.Store(!on)
		w.WriteHeader(http.StatusNoContent)
	})
}
