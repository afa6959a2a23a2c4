// Command couriers tells shops what has been delivered, again if need be.
package main

import (
	"example.com/unseen/internal/couriers"
	"example.com/unseen/internal/host"
)

func main() { host.Run(couriers.Setup) }
