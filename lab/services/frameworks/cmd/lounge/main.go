// Command lounge runs the lounge service.
package main

import (
	"example.com/frameworks/internal/lounge"
	"example.com/frameworks/internal/service"
)

func main() { service.Main("lounge", lounge.New) }
