// Command tides serves audiences that come and go.
package main

import (
	"example.com/unseen/internal/host"
	"example.com/unseen/internal/tides"
)

func main() { host.Run(tides.Setup) }
