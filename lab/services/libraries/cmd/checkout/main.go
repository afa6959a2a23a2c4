// Command checkout runs the checkout service.
package main

import (
	"context"

	"example.com/libraries/internal/checkout"
	"example.com/libraries/internal/service"
)

func main() {
	service.Main("checkout", func(ctx context.Context) (service.App, error) { return checkout.New(), nil })
}
