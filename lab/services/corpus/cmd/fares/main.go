// Command fares finds the cheapest of several carriers' fares for a journey.
package main

import (
	"example.com/corpus/internal/fares"
	"example.com/corpus/internal/service"
)

func main() {
	service.Main("fares", func() service.App { return fares.New() })
}
