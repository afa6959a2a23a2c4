// Command gateway runs the gateway service.
package main

import (
	"example.com/frameworks/internal/gateway"
	"example.com/frameworks/internal/service"
)

func main() { service.Main("gateway", gateway.New) }
