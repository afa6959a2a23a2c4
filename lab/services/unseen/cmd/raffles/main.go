// Command raffles draws winners among those who have entered.
package main

import (
	"example.com/unseen/internal/host"
	"example.com/unseen/internal/raffles"
)

func main() { host.Run(raffles.Setup) }
