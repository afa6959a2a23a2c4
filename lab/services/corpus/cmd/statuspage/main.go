// Command statuspage shows whether everything works.
package main

import (
	"example.com/corpus/internal/service"
	"example.com/corpus/internal/statuspage"
)

func main() {
	service.Main("statuspage", func() service.App { return statuspage.New() })
}
