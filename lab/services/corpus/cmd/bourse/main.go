// Command bourse tells subscribers the prices of shares.
package main

import (
	"example.com/corpus/internal/bourse"
	"example.com/corpus/internal/service"
)

func main() {
	service.Main("bourse", func() service.App { return bourse.New() })
}
