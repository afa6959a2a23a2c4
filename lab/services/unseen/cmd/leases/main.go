// Command leases lends work to workers for a time.
package main

import (
	"example.com/unseen/internal/host"
	"example.com/unseen/internal/leases"
)

func main() { host.Run(leases.Setup) }
