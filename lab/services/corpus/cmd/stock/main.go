// Command stock counts what lies in a warehouse.
package main

import (
	"flag"

	"example.com/corpus/internal/service"
	"example.com/corpus/internal/stock"
)

func main() {
	leader := flag.Bool("leader", false, "also write the ledger that the other replicas are rebuilt from")
	service.Main("stock", func() service.App { return stock.New(stock.Options{Leader: *leader}) })
}
