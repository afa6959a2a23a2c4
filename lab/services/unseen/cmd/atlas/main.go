// Command atlas describes places.
package main

import (
	"example.com/unseen/internal/atlas"
	"example.com/unseen/internal/host"
)

func main() { host.Run(atlas.Setup) }
