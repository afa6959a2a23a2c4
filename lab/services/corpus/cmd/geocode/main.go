// Command geocode finds the coordinates of addresses.
package main

import (
	"example.com/corpus/internal/geocode"
	"example.com/corpus/internal/service"
)

func main() {
	service.Main("geocode", func() service.App { return geocode.New() })
}
