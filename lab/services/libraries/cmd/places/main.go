// Command places runs the places service.
package main

import (
	"context"

	"example.com/libraries/internal/places"
	"example.com/libraries/internal/service"
)

func main() {
	service.Main("places", func(ctx context.Context) (service.App, error) { return places.New(), nil })
}
