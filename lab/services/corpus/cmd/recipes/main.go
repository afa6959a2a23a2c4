// Command recipes shows recipes.
package main

import (
	"example.com/corpus/internal/recipes"
	"example.com/corpus/internal/service"
)

func main() {
	service.Main("recipes", func() service.App { return recipes.New() })
}
