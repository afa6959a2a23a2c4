// Command escrows holds payments until both sides agree.
package main

import (
	"example.com/unseen/internal/escrows"
	"example.com/unseen/internal/host"
)

func main() { host.Run(escrows.Setup) }
