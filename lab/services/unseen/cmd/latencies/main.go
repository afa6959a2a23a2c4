// Command latencies counts how long spans took, by what they were.
package main

import (
	"example.com/unseen/internal/host"
	"example.com/unseen/internal/latencies"
)

func main() { host.Run(latencies.Setup) }
