// Command currencies converts prices with the rates of a bank.
package main

import (
	"example.com/corpus/internal/currencies"
	"example.com/corpus/internal/peer"
	"example.com/corpus/internal/service"
)

func main() {
	peer.Serve(currencies.Bank)
	service.Main("currencies", func() service.App { return currencies.New() })
}
