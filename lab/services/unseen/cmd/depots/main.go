// Command depots keeps a state machine for each parcel depot.
package main

import (
	"example.com/unseen/internal/depots"
	"example.com/unseen/internal/host"
)

func main() { host.Run(depots.Setup) }
