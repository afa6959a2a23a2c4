// Command statements renders account statements.
package main

import (
	"example.com/corpus/internal/service"
	"example.com/corpus/internal/statements"
)

func main() {
	service.Main("statements", func() service.App { return statements.New() })
}
