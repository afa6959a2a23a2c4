// Command frames takes frames of devices over a protocol of its own.
package main

import (
	"example.com/unseen/internal/frames"
	"example.com/unseen/internal/host"
)

func main() { host.Run(frames.Setup) }
