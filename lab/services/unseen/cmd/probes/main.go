// Command probes watches whether targets answer.
package main

import (
	"example.com/unseen/internal/host"
	"example.com/unseen/internal/probes"
)

func main() { host.Run(probes.Setup) }
