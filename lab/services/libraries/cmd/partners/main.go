// Command partners runs the partners service.
package main

import (
	"context"

	"example.com/libraries/internal/partners"
	"example.com/libraries/internal/service"
	"example.com/libraries/internal/upstream"
)

func main() {
	upstream.ServeIfPartner(upstream.HTTP(partners.Partner))
	service.Main("partners", func(ctx context.Context) (service.App, error) { return partners.New(ctx) })
}
