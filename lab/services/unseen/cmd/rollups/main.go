// Command rollups sums a day's figures up.
package main

import (
	"example.com/unseen/internal/host"
	"example.com/unseen/internal/rollups"
)

func main() { host.Run(rollups.Setup) }
