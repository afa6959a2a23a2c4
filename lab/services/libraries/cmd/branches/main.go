// Command branches runs the branches service.
package main

import (
	"context"

	"example.com/libraries/internal/branches"
	"example.com/libraries/internal/service"
	"example.com/libraries/internal/upstream"
)

func main() {
	upstream.ServeIfPartner(branches.Serve)
	service.Main("branches", func(ctx context.Context) (service.App, error) { return branches.New(ctx) })
}
