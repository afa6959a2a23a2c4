// Command tokens runs the tokens service.
package main

import (
	"context"

	"example.com/libraries/internal/service"
	"example.com/libraries/internal/tokens"
)

func main() {

	service.Main("tokens", func(ctx context.Context) (service.App, error) { return tokens.New(), nil })
}
