// Command searches answers searches over several shards within a deadline.
package main

import (
	"example.com/corpus/internal/searches"
	"example.com/corpus/internal/service"
)

func main() {
	service.Main("searches", func() service.App { return searches.New() })
}
