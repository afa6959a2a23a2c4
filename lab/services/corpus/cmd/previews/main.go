// Command previews makes previews of videos with a separate program.
package main

import (
	"example.com/corpus/internal/peer"
	"example.com/corpus/internal/previews"
	"example.com/corpus/internal/service"
)

func main() {
	peer.Serve(previews.Encoder)
	service.Main("previews", func() service.App { return previews.New() })
}
