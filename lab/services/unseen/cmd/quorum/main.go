// Command quorum answers settings that most of five stores agree on.
package main

import (
	"example.com/unseen/internal/host"
	"example.com/unseen/internal/quorum"
)

func main() { host.Run(quorum.Setup) }
