// Command traces shows the latest traces of requests.
package main

import (
	"example.com/corpus/internal/service"
	"example.com/corpus/internal/traces"
)

func main() {
	service.Main("traces", func() service.App { return traces.New() })
}
