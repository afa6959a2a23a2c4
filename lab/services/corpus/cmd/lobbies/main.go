// Command lobbies brings players together.
package main

import (
	"example.com/corpus/internal/lobbies"
	"example.com/corpus/internal/service"
)

func main() {
	service.Main("lobbies", func() service.App { return lobbies.New() })
}
