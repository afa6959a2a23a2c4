// Command holds keeps places on rides until they are paid.
package main

import (
	"example.com/corpus/internal/holds"
	"example.com/corpus/internal/service"
)

func main() {
	service.Main("holds", func() service.App { return holds.New() })
}
