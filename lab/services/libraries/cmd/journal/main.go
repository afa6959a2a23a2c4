// Command journal runs the journal service.
package main

import (
	"context"

	"example.com/libraries/internal/journal"
	"example.com/libraries/internal/service"
)

func main() {

	service.Main("journal", func(ctx context.Context) (service.App, error) { return journal.New() })
}
