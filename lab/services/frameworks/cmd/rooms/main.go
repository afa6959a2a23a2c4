// Command rooms runs the rooms service.
package main

import (
	"example.com/frameworks/internal/rooms"
	"example.com/frameworks/internal/service"
)

func main() { service.Main("rooms", rooms.New) }
