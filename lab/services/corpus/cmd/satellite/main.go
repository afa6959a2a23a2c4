// Command satellite keeps the newest picture of every part of the earth.
package main

import (
	"example.com/corpus/internal/satellite"
	"example.com/corpus/internal/service"
)

func main() {
	service.Main("satellite", func() service.App { return satellite.New() })
}
