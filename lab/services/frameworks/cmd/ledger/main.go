// Command ledger runs the ledger service.
package main

import (
	"example.com/frameworks/internal/ledger"
	"example.com/frameworks/internal/service"
)

func main() { service.Main("ledger", ledger.New) }
