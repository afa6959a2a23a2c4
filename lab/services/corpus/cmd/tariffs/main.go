// Command tariffs calculates phone bills with tariffs that change while it runs.
package main

import (
	"example.com/corpus/internal/service"
	"example.com/corpus/internal/tariffs"
)

func main() {
	service.Main("tariffs", func() service.App { return tariffs.New() })
}
