// Command exports sends tables as compressed files.
package main

import (
	"example.com/corpus/internal/exports"
	"example.com/corpus/internal/service"
)

func main() {
	service.Main("exports", func() service.App { return exports.New() })
}
