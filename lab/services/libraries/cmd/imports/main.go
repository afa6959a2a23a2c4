// Command imports runs the imports service.
package main

import (
	"context"

	"example.com/libraries/internal/imports"
	"example.com/libraries/internal/service"
)

func main() {

	service.Main("imports", func(ctx context.Context) (service.App, error) { return imports.New(), nil })
}
