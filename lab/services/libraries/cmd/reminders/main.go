// Command reminders runs the reminders service.
package main

import (
	"context"

	"example.com/libraries/internal/reminders"
	"example.com/libraries/internal/service"
)

func main() {

	service.Main("reminders", func(ctx context.Context) (service.App, error) { return reminders.New(), nil })
}
