// Command weather runs the weather service.
package main

import (
	"context"

	"example.com/libraries/internal/service"
	"example.com/libraries/internal/upstream"
	"example.com/libraries/internal/weather"
)

func main() {
	upstream.ServeIfPartner(upstream.HTTP(weather.Station))
	service.Main("weather", func(ctx context.Context) (service.App, error) { return weather.New(ctx) })
}
