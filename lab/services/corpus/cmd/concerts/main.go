// Command concerts sells concert tickets; crowds come when a sale opens.
package main

import (
	"example.com/corpus/internal/concerts"
	"example.com/corpus/internal/service"
)

func main() {
	service.Main("concerts", func() service.App { return concerts.New() })
}
