// Package policies decides about calls by rules that tenants change at any time.
package policies

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"sync/atomic"

	"example.com/unseen/internal/host"
	"example.com/unseen/internal/load"
	"example.com/unseen/internal/words"
)

type rule struct {
	Path  string   `json:"path"`
	Roles []string `json:"roles"`
	Allow bool     `json:"allow"`
}

type call struct{ path, role string }

// decider answers whether a call is allowed.
type decider func(call) (allowed bool)

type tenant struct{ decide atomic.Pointer[decider] }

// App is the policies service.
type App struct{ tenants [48]tenant }

// Setup wires the service.
func Setup(h *host.Host) {
	a := new(App)
	deny := decider(func(call) bool { return false })
	for i := range a.tenants {
		a.tenants[i].decide.Store(&deny)
	}
	h.Handle("PUT /v1/tenants/{tenant}/rules", a.reload)
	h.Handle("GET /v1/tenants/{tenant}/decision", a.decision)
	h.Task(func(ctx context.Context) {
		load.Traffic{Rate: load.Steady(130), Next: func(rng *rand.Rand) load.Call {
			path := fmt.Sprintf("/v1/tenants/%d", rng.IntN(48))
			if rng.IntN(4) > 0 {
				return load.Get(path + "/decision?path=/" + words.Word(rng) + "&role=" + words.Word(rng))
			}
			rules := make([]rule, 40)
			for i := range rules {
				rules[i] = rule{Path: "/" + words.Word(rng) + "/" + words.Word(rng), Roles: []string{words.Word(rng), words.Word(rng)}, Allow: rng.IntN(2) == 0}
			}
			return load.Call{Method: http.MethodPut, Path: path + "/rules", Body: rules}
		}}.Send(ctx, h.Base)
	})
}

func (a *App) tenant(r *http.Request) (*tenant, error) {
	var i int
	if _, err := fmt.Sscan(r.PathValue("tenant"), &i); err != nil || i < 0 || i >= len(a.tenants) {
		return nil, host.Fault{Status: http.StatusNotFound, What: "no such tenant"}
	}
	return &a.tenants[i], nil
}

func (a *App) reload(r *http.Request) (any, error) {
	t, err := a.tenant(r)
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	if err != nil {
		return nil, err
	}
	rules, err := parse(text)
	if err != nil {
		return nil, host.Fault{Status: http.StatusBadRequest, What: err.Error()}
	}
	t.replace(rules)
	return len(rules), nil
}

func parse(text []byte) (map[string]rule, error) {
	var list []rule
	if err := json.Unmarshal(text, &list); err != nil {
		return nil, err
	}
	rules := make(map[string]rule, len(list))
	for _, rule := range list {
		rules[rule.Path] = rule
	}
	return rules, nil
}

// replace puts new rules in force; what they do not mention is decided as it was.
func (t *tenant) replace(rules map[string]rule) {
	before := t.decide.Load()
	decide := decider(func(c call) bool {
		if rule, ok := rules[c.path]; ok {
			return rule.Allow
		}
		return (*before)(c)
	})
	t.decide.Store(&decide)
}

func (a *App) decision(r *http.Request) (any, error) {
	t, err := a.tenant(r)
	if err != nil {
		return nil, err
	}
	query := r.URL.Query()
	return (*t.decide.Load())(call{query.Get("path"), query.Get("role")}), nil
}
