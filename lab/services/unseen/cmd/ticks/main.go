// Command ticks pushes prices to whoever has upgraded the connection.
package main

import (
	"example.com/unseen/internal/host"
	"example.com/unseen/internal/side"
	"example.com/unseen/internal/ticks"
)

func main() {
	if base, ok := side.Argument(); ok {
		ticks.View(base)
		return
	}
	host.Run(ticks.Setup)
}
