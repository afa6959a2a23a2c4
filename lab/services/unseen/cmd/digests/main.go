// Command digests sends a summary of the news every now and then.
package main

import (
	"example.com/unseen/internal/digests"
	"example.com/unseen/internal/host"
)

func main() { host.Run(digests.Setup) }
