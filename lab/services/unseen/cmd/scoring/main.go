// Command scoring scores applications, with a collector that is told to wait.
package main

import (
	"example.com/unseen/internal/host"
	"example.com/unseen/internal/scoring"
)

func main() { host.Run(scoring.Setup) }
