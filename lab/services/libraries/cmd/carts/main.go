// Command carts runs the carts service.
package main

import (
	"context"

	"example.com/libraries/internal/carts"
	"example.com/libraries/internal/service"
)

func main() {

	service.Main("carts", func(ctx context.Context) (service.App, error) { return carts.New(), nil })
}
