// Command arena runs the arena service.
package main

import (
	"example.com/frameworks/internal/arena"
	"example.com/frameworks/internal/service"
)

func main() { service.Main("arena", arena.New) }
