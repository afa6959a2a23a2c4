package scores

import graphql "github.com/graph-gophers/graphql-go"

// Resolver answers queries and subscriptions.
type Resolver struct{ league *League }

// Matches lists a day's matches.
func (r *Resolver) Matches(args struct{ Day int32 }) []Match {
	matches := make([]Match, 18)
	for i := range matches {
		matches[i] = Match{day: args.Day, number: int32(i)}
	}
	return matches
}

// Goals follows a match.
func (r *Resolver) Goals(args struct{ Match graphql.ID }) <-chan *Goal {
	goals := make(chan *Goal)
	go r.league.report(string(args.Match), goals)
	return goals
}
