// Command flags decides which features a person sees.
package main

import (
	"example.com/corpus/internal/flags"
	"example.com/corpus/internal/service"
)

func main() {
	service.Main("flags", func() service.App { return flags.New() })
}
