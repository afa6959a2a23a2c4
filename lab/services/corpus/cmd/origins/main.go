// Command origins tells from which country an address comes.
package main

import (
	"example.com/corpus/internal/origins"
	"example.com/corpus/internal/service"
)

func main() {
	service.Main("origins", func() service.App { return origins.New() })
}
