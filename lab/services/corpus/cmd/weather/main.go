// Command weather keeps the last seconds of what weather stations measure.
package main

import (
	"example.com/corpus/internal/service"
	"example.com/corpus/internal/weather"
)

func main() {
	service.Main("weather", func() service.App { return weather.New() })
}
