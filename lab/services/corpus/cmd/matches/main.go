// Command matches keeps the leaderboards of running matches.
package main

import (
	"example.com/corpus/internal/matches"
	"example.com/corpus/internal/service"
)

func main() {
	service.Main("matches", func() service.App { return matches.New() })
}
