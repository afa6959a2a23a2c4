package scores

import (
	"fmt"
	"math/rand/v2"
	"time"

	graphql "github.com/graph-gophers/graphql-go"
)

const definition = `
type Match { id: ID! home: String! away: String! minute: Int! }
type Goal { minute: Int! scorer: String! }
type Query { matches(day: Int!): [Match!]! }
type Subscription { goals(match: ID!): Goal! }
schema { query: Query subscription: Subscription }
`

// League plays matches.
type League struct{ players []string }

func newLeague() *League {
	league := &League{players: make([]string, 500)}
	for i := range league.players {
		league.players[i] = fmt.Sprintf("player %d of the league", i)
	}
	return league
}

// Match is one of a day's matches.
type Match struct{ day, number int32 }

// ID names a match.
func (m Match) ID() graphql.ID { return graphql.ID(fmt.Sprintf("m-%d-%d", m.day, m.number)) }

// Home is who invites.
func (m Match) Home() string { return fmt.Sprintf("club %d", m.number*2) }

// Away is who visits.
func (m Match) Away() string { return fmt.Sprintf("club %d", m.number*2+1) }

// Minute is how long they have played.
func (m Match) Minute() int32 { return rand.Int32N(90) }

// Goal is one that somebody shot.
type Goal struct {
	minute int32
	scorer string
}

// Minute is when it was.
func (g *Goal) Minute() int32 { return g.minute }

// Scorer is who it was.
func (g *Goal) Scorer() string { return g.scorer }

// report sends the goals of a match, of which there are up to nine within two seconds, and ends with it.
func (l *League) report(match string, goals chan<- *Goal) {
	defer close(goals)
	for minute := rand.Int32N(12); minute < 90; minute += 5 + rand.Int32N(15) {
		time.Sleep(time.Duration(100+rand.IntN(200)) * time.Millisecond)
		goals <- &Goal{minute: minute, scorer: l.players[rand.IntN(len(l.players))] + " in " + match}
	}
}
