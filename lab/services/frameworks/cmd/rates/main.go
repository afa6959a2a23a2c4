// Command rates runs the rates service.
package main

import (
	"example.com/frameworks/internal/partner"
	"example.com/frameworks/internal/rates"
	"example.com/frameworks/internal/service"
)

func main() {
	partner.ServeIfPartner(rates.ServeMarket)
	service.Main("rates", rates.New)
}
