// Command voice connects phone calls.
package main

import (
	"example.com/corpus/internal/service"
	"example.com/corpus/internal/voice"
)

func main() {
	service.Main("voice", func() service.App { return voice.New() })
}
