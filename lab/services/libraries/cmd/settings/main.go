// Command settings runs the settings service.
package main

import (
	"context"

	"example.com/libraries/internal/service"
	"example.com/libraries/internal/settings"
)

func main() {

	service.Main("settings", func(ctx context.Context) (service.App, error) { return settings.New() })
}
