// Command tilesets draws map tiles into slots of an atlas.
package main

import (
	"example.com/unseen/internal/host"
	"example.com/unseen/internal/tilesets"
)

func main() { host.Run(tilesets.Setup) }
