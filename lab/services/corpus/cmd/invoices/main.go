// Command invoices renders the invoices of a day in batches.
package main

import (
	"example.com/corpus/internal/invoices"
	"example.com/corpus/internal/service"
)

func main() {
	service.Main("invoices", func() service.App { return invoices.New() })
}
