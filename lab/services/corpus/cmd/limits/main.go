// Command limits limits how often a client may call.
package main

import (
	"example.com/corpus/internal/limits"
	"example.com/corpus/internal/service"
)

func main() {
	service.Main("limits", func() service.App { return limits.New() })
}
