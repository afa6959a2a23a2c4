// Command notifier runs the notifier service.
package main

import (
	"context"

	"example.com/libraries/internal/notifier"
	"example.com/libraries/internal/service"
)

func main() {

	service.Main("notifier", func(ctx context.Context) (service.App, error) { return notifier.New() })
}
