// Command gauges collects the gauges of a power plant and writes them every seven seconds.
package main

import (
	"example.com/corpus/internal/gauges"
	"example.com/corpus/internal/service"
)

func main() {
	service.Main("gauges", func() service.App { return gauges.New() })
}
