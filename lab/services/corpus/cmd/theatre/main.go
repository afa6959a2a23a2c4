// Command theatre sells seats.
package main

import (
	"example.com/corpus/internal/service"
	"example.com/corpus/internal/theatre"
)

func main() {
	service.Main("theatre", func() service.App { return theatre.New() })
}
