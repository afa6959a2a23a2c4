// Package loyalty counts the points of members.
package loyalty

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"example.com/corpus/internal/crowd"
	"example.com/corpus/internal/faker"
	"example.com/corpus/internal/web"
)

// Purchase is the body of POST /v1/purchases.
type Purchase struct {
	Member string `json:"member"`
	Shop   string `json:"shop"`
	Cents  int    `json:"cents"`
}

// App is the loyalty service.
type App struct {
	book book
}

// New wires the service.
func New() *App { return &App{book: book{accounts: make(map[string]*account)}} }

// Routes registers the API.
func (a *App) Routes(mux *http.ServeMux) {
	mux.HandleFunc("POST /v1/purchases", func(w http.ResponseWriter, r *http.Request) {
		var purchase Purchase
		if err := json.NewDecoder(r.Body).Decode(&purchase); err != nil {
			web.Fail(w, http.StatusBadRequest, err)
			return
		}
		web.Write(w, http.StatusOK, map[string]int{"points": a.book.earn(purchase)})
	})
}

type book struct {
	mu       sync.Mutex
	accounts map[string]*account
}

type account struct {
	points int
	last   *posting
}

// posting is one line of an account, the newest first.
type posting struct {
	shop   string
	at     time.Time
	points int
	proof  [1600]byte
	before *posting
}

func (b *book) earn(purchase Purchase) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	account := b.account(purchase.Member)
	account.post(purchase.Shop, points(purchase.Cents))
	return account.points
}

func (b *book) account(member string) *account {
	if account, ok := b.accounts[member]; ok {
		return account
	}
	return b.open(member)
}

func (b *book) open(member string) *account {
	opened := new(account)
	b.accounts[member] = opened
	return opened
}

func points(cents int) int { return cents / 100 }

func newPosting(shop string, points int) *posting {
	return &posting{shop: shop, at: time.Now(), points: points}
}

func (p *posting) sign() *posting {
	copy(p.proof[:], p.shop)
	return p
}

func (a *account) push(p *posting) {
	p.before = a.last
	a.last = p
}

func (a *account) post(shop string, points int) {
	a.points += points
	a.push(newPosting(shop, points).sign())
}

// Run lets members buy until ctx ends.
func (a *App) Run(ctx context.Context, base string) {
	crowd.Crowd{PerSecond: 450, Connections: 12, Next: func(rng *rand.Rand) crowd.Request {
		return crowd.Post("/v1/purchases", Purchase{Member: faker.Pick(rng, "ada", "bo", "cy", "di"), Shop: faker.Text(rng, 16), Cents: rng.IntN(20_000)})
	}}.Visit(ctx, base)
}
