// Command settlements settles payments in batches.
package main

import (
	"example.com/unseen/internal/host"
	"example.com/unseen/internal/settlements"
)

func main() { host.Run(settlements.Setup) }
