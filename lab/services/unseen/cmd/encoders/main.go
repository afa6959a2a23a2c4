// Command encoders compresses pictures with buffers from a pool.
package main

import (
	"example.com/unseen/internal/encoders"
	"example.com/unseen/internal/host"
)

func main() { host.Run(encoders.Setup) }
