// Command catalogue searches a catalogue whose index is built anew every few seconds.
package main

import (
	"example.com/corpus/internal/catalogue"
	"example.com/corpus/internal/service"
)

func main() {
	service.Main("catalogue", func() service.App { return catalogue.New() })
}
