// Command archive finds old documents.
package main

import (
	"example.com/unseen/internal/archive"
	"example.com/unseen/internal/host"
)

func main() { host.Run(archive.Setup) }
