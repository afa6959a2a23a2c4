// Command auctions bids for the advertising space of pages.
package main

import (
	"example.com/corpus/internal/auctions"
	"example.com/corpus/internal/service"
)

func main() {
	service.Main("auctions", func() service.App { return auctions.New() })
}
