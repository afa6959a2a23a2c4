// Command billing runs the billing service.
package main

import (
	"example.com/frameworks/internal/billing"
	"example.com/frameworks/internal/service"
)

func main() { service.Main("billing", billing.New) }
