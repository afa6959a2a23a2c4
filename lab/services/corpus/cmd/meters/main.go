// Command meters collects the readings of electricity meters.
package main

import (
	"example.com/corpus/internal/meters"
	"example.com/corpus/internal/peer"
	"example.com/corpus/internal/service"
)

func main() {
	peer.Dial(meters.Neighbourhood)
	service.Main("meters", func() service.App { return meters.New() })
}
