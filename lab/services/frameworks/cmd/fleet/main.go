// Command fleet runs the fleet service.
package main

import (
	"example.com/frameworks/internal/fleet"
	"example.com/frameworks/internal/service"
)

func main() { service.Main("fleet", fleet.New) }
