// Command boards shows the boards that teams looked at last.
package main

import (
	"example.com/unseen/internal/boards"
	"example.com/unseen/internal/host"
)

func main() { host.Run(boards.Setup) }
