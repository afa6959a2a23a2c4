// Command statements runs the statements service.
package main

import (
	"context"

	"example.com/libraries/internal/service"
	"example.com/libraries/internal/statements"
)

func main() {

	service.Main("statements", func(ctx context.Context) (service.App, error) { return statements.New(), nil })
}
