// Command vitals records the heart rates of runners.
package main

import (
	"example.com/corpus/internal/service"
	"example.com/corpus/internal/vitals"
)

func main() {
	service.Main("vitals", func() service.App { return vitals.New() })
}
