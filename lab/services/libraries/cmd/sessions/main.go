// Command sessions runs the sessions service.
package main

import (
	"context"

	"example.com/libraries/internal/service"
	"example.com/libraries/internal/sessions"
)

func main() {
	service.Main("sessions", func(ctx context.Context) (service.App, error) { return sessions.New(), nil })
}
