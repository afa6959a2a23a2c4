// Command pricing answers prices of a table that is loaded anew at times.
package main

import (
	"example.com/unseen/internal/host"
	"example.com/unseen/internal/pricing"
)

func main() { host.Run(pricing.Setup) }
