// Command streams sends live pictures of the slopes of a ski resort.
package main

import (
	"example.com/corpus/internal/service"
	"example.com/corpus/internal/streams"
)

func main() {
	service.Main("streams", func() service.App { return streams.New() })
}
