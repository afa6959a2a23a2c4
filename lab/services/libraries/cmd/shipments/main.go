// Command shipments runs the shipments service.
package main

import (
	"context"

	"example.com/libraries/internal/service"
	"example.com/libraries/internal/shipments"
)

func main() {

	service.Main("shipments", func(ctx context.Context) (service.App, error) { return shipments.New() })
}
