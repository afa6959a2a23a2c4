// Command matchmaking brings players together.
package main

import (
	"example.com/unseen/internal/host"
	"example.com/unseen/internal/matchmaking"
)

func main() { host.Run(matchmaking.Setup) }
