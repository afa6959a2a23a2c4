// Command throttle runs the throttle service.
package main

import (
	"example.com/frameworks/internal/service"
	"example.com/frameworks/internal/throttle"
)

func main() { service.Main("throttle", throttle.New) }
