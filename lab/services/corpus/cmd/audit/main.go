// Command audit writes down who did what.
package main

import (
	"example.com/corpus/internal/audit"
	"example.com/corpus/internal/service"
)

func main() {
	service.Main("audit", func() service.App { return audit.New() })
}
