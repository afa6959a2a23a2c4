// Command kitchen cooks what is ordered.
package main

import (
	"example.com/unseen/internal/host"
	"example.com/unseen/internal/kitchen"
)

func main() { host.Run(kitchen.Setup) }
