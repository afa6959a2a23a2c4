// Command artwork runs the artwork service.
package main

import (
	"example.com/frameworks/internal/artwork"
	"example.com/frameworks/internal/service"
)

func main() { service.MainSelfServing("artwork", artwork.New) }
