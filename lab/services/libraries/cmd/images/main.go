// Command images runs the images service.
package main

import (
	"context"

	"example.com/libraries/internal/images"
	"example.com/libraries/internal/service"
)

func main() {

	service.Main("images", func(ctx context.Context) (service.App, error) { return images.New() })
}
