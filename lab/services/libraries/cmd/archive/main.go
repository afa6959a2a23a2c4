// Command archive runs the archive service.
package main

import (
	"context"

	"example.com/libraries/internal/archive"
	"example.com/libraries/internal/service"
)

func main() {
	service.Main("archive", func(ctx context.Context) (service.App, error) { return archive.New() })
}
