// Command traces runs the traces service.
package main

import (
	"context"

	"example.com/libraries/internal/service"
	"example.com/libraries/internal/traces"
)

func main() {

	service.Main("traces", func(ctx context.Context) (service.App, error) { return traces.New(), nil })
}
