// Command badges draws badges into reused buffers.
package main

import (
	"example.com/corpus/internal/badges"
	"example.com/corpus/internal/service"
)

func main() {
	service.Main("badges", func() service.App { return badges.New() })
}
