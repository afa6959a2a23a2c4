// Command mailer runs the mailer service.
package main

import (
	"context"

	"example.com/libraries/internal/mailer"
	"example.com/libraries/internal/service"
)

func main() {

	service.Main("mailer", func(ctx context.Context) (service.App, error) { return mailer.New(), nil })
}
