// Command invoices runs the invoices service.
package main

import (
	"context"

	"example.com/libraries/internal/invoices"
	"example.com/libraries/internal/service"
)

func main() {
	service.Main("invoices", func(ctx context.Context) (service.App, error) { return invoices.New(), nil })
}
