// Command sockets streams events to whoever is there.
package main

import (
	"example.com/unseen/internal/host"
	"example.com/unseen/internal/side"
	"example.com/unseen/internal/sockets"
)

func main() {
	if base, ok := side.Argument(); ok {
		sockets.Watch(base)
		return
	}
	host.Run(sockets.Setup)
}
