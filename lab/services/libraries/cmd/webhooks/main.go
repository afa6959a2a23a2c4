// Command webhooks runs the webhooks service.
package main

import (
	"context"

	"example.com/libraries/internal/service"
	"example.com/libraries/internal/webhooks"
)

func main() {

	service.Main("webhooks", func(ctx context.Context) (service.App, error) { return webhooks.New(), nil })
}
