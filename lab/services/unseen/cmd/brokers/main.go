// Command brokers asks brokers over a pool of connections.
package main

import (
	"example.com/unseen/internal/brokers"
	"example.com/unseen/internal/host"
)

func main() { host.Run(brokers.Setup) }
