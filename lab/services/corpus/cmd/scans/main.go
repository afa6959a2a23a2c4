// Command scans checks uploads for viruses with as many workers as there is work for.
package main

import (
	"example.com/corpus/internal/scans"
	"example.com/corpus/internal/service"
)

func main() {
	service.Main("scans", func() service.App { return scans.New() })
}
