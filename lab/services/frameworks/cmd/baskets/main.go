// Command baskets runs the baskets service.
package main

import (
	"example.com/frameworks/internal/baskets"
	"example.com/frameworks/internal/service"
)

func main() { service.Main("baskets", baskets.New) }
