// Command search runs the search service.
package main

import (
	"example.com/frameworks/internal/search"
	"example.com/frameworks/internal/service"
)

func main() { service.Main("search", search.New) }
