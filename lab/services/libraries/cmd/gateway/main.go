// Command gateway runs the gateway service.
package main

import (
	"context"

	"example.com/libraries/internal/gateway"
	"example.com/libraries/internal/service"
)

func main() {
	service.Main("gateway", func(ctx context.Context) (service.App, error) { return gateway.New(), nil })
}
