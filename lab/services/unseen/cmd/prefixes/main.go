// Command prefixes looks routes up by their prefix.
package main

import (
	"example.com/unseen/internal/host"
	"example.com/unseen/internal/prefixes"
)

func main() { host.Run(prefixes.Setup) }
