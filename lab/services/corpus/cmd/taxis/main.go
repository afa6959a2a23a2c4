// Command taxis finds drivers for passengers.
package main

import (
	"example.com/corpus/internal/service"
	"example.com/corpus/internal/taxis"
)

func main() {
	service.Main("taxis", func() service.App { return taxis.New() })
}
