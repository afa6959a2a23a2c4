// Command renders runs the renders service.
package main

import (
	"example.com/frameworks/internal/renders"
	"example.com/frameworks/internal/service"
)

func main() { service.Main("renders", renders.New) }
