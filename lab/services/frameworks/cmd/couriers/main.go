// Command couriers runs the couriers service.
package main

import (
	"example.com/frameworks/internal/couriers"
	"example.com/frameworks/internal/service"
)

func main() { service.Main("couriers", couriers.New) }
