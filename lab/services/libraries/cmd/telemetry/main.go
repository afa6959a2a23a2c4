// Command telemetry runs the telemetry service.
package main

import (
	"context"

	"example.com/libraries/internal/service"
	"example.com/libraries/internal/telemetry"
)

func main() {

	service.Main("telemetry", func(ctx context.Context) (service.App, error) { return telemetry.New() })
}
