// Command permissions runs the permissions service.
package main

import (
	"context"

	"example.com/libraries/internal/permissions"
	"example.com/libraries/internal/service"
)

func main() {
	service.Main("permissions", func(ctx context.Context) (service.App, error) { return permissions.New(), nil })
}
