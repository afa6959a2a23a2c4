// Command presence knows who is online.
package main

import (
	"example.com/corpus/internal/presence"
	"example.com/corpus/internal/service"
)

func main() {
	service.Main("presence", func() service.App { return presence.New() })
}
