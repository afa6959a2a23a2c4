// Command warehouse keeps what is on the shelves.
package main

import (
	"example.com/unseen/internal/host"
	"example.com/unseen/internal/warehouse"
)

func main() { host.Run(warehouse.Setup) }
