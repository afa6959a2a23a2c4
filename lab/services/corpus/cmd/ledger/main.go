// Command ledger posts bookings over a pool of database connections.
package main

import (
	"example.com/corpus/internal/ledger"
	"example.com/corpus/internal/service"
)

func main() {
	service.Main("ledger", func() service.App { return ledger.New() })
}
