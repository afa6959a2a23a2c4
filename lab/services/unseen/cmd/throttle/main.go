// Command throttle decides how often clients may call.
package main

import (
	"example.com/unseen/internal/host"
	"example.com/unseen/internal/throttle"
)

func main() { host.Run(throttle.Setup) }
