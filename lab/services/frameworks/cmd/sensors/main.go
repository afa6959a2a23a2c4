// Command sensors runs the sensors service.
package main

import (
	"example.com/frameworks/internal/sensors"
	"example.com/frameworks/internal/service"
)

func main() { service.Main("sensors", sensors.New) }
