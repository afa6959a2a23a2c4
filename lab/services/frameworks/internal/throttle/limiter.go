package throttle

import (
	"net/http"
	"sync"
	"time"

	"github.com/labstack/echo/v4"
	"golang.org/x/time/rate"
)

// Limiter allows each session so many requests a second, and knows its last ones to tell people from scripts.
type Limiter struct {
	perSecond rate.Limit
	burst     int

	mu       sync.Mutex
	sessions map[string]*session
}

type session struct {
	limit *rate.Limiter
	next  int
	last  [96]visit
}

type visit struct {
	at   time.Time
	path string
}

func newLimiter(perSecond rate.Limit, burst int) *Limiter {
	return &Limiter{perSecond: perSecond, burst: burst, sessions: map[string]*session{}}
}

// Limit is the middleware.
func (l *Limiter) Limit(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if !l.session(c.Request().Header.Get(echo.HeaderAuthorization)).allow(c.Path()) {
			return echo.NewHTTPError(http.StatusTooManyRequests)
		}
		return next(c)
	}
}

func (l *Limiter) session(token string) *session {
	l.mu.Lock()
	defer l.mu.Unlock()
	found, ok := l.sessions[token]
	if !ok {
		found = &session{limit: rate.NewLimiter(l.perSecond, l.burst)}
		l.sessions[token] = found
	}
	return found
}

// allow is called by one request of a session at a time, nearly: a visit that is lost does no harm.
func (s *session) allow(path string) bool {
	s.last[s.next%len(s.last)] = visit{at: time.Now(), path: path}
	s.next++
	return s.limit.Allow()
}
