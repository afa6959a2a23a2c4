// Command fulfilment runs the fulfilment service.
package main

import (
	"context"

	"example.com/libraries/internal/fulfilment"
	"example.com/libraries/internal/service"
)

func main() {

	service.Main("fulfilment", func(ctx context.Context) (service.App, error) { return fulfilment.New() })
}
