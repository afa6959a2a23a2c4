// Command tables plays card games at tables.
package main

import (
	"example.com/corpus/internal/service"
	"example.com/corpus/internal/tables"
)

func main() {
	service.Main("tables", func() service.App { return tables.New() })
}
