// Command addresses runs the addresses service.
package main

import (
	"example.com/frameworks/internal/addresses"
	"example.com/frameworks/internal/service"
)

func main() { service.Main("addresses", addresses.New) }
