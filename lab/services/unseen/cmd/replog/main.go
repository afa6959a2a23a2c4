// Command replog replicates writes of partitions to followers.
package main

import (
	"example.com/unseen/internal/host"
	"example.com/unseen/internal/replog"
)

func main() { host.Run(replog.Setup) }
