// Command stock runs the stock service.
package main

import (
	"context"

	"example.com/libraries/internal/service"
	"example.com/libraries/internal/stock"
)

func main() {

	service.Main("stock", func(ctx context.Context) (service.App, error) { return stock.New() })
}
