// Command orders runs the orders service.
package main

import (
	"example.com/frameworks/internal/orders"
	"example.com/frameworks/internal/service"
)

func main() { service.Main("orders", orders.New) }
