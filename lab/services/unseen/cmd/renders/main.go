// Command renders draws pages with as many workers as are needed.
package main

import (
	"example.com/unseen/internal/host"
	"example.com/unseen/internal/renders"
)

func main() { host.Run(renders.Setup) }
