// Command webinars lets people attend online events.
package main

import (
	"example.com/corpus/internal/service"
	"example.com/corpus/internal/webinars"
)

func main() {
	service.Main("webinars", func() service.App { return webinars.New() })
}
