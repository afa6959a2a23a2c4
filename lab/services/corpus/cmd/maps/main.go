// Command maps draws map tiles.
package main

import (
	"example.com/corpus/internal/maps"
	"example.com/corpus/internal/service"
)

func main() {
	service.Main("maps", func() service.App { return maps.New() })
}
