// Command thumbnails runs the thumbnails service.
package main

import (
	"context"

	"example.com/libraries/internal/service"
	"example.com/libraries/internal/thumbnails"
)

func main() {

	service.Main("thumbnails", func(ctx context.Context) (service.App, error) { return thumbnails.New(), nil })
}
