// Command forms runs the forms service.
package main

import (
	"context"

	"example.com/libraries/internal/forms"
	"example.com/libraries/internal/service"
)

func main() {

	service.Main("forms", func(ctx context.Context) (service.App, error) { return forms.New(), nil })
}
