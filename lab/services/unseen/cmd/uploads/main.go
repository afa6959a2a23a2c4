// Command uploads puts files together of the parts that come in.
package main

import (
	"example.com/unseen/internal/host"
	"example.com/unseen/internal/uploads"
)

func main() { host.Run(uploads.Setup) }
