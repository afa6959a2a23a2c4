// Command similar finds articles that are like another one.
package main

import (
	"example.com/corpus/internal/service"
	"example.com/corpus/internal/similar"
)

func main() {
	service.Main("similar", func() service.App { return similar.New() })
}
