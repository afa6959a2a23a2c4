// Command reports runs the reports service.
package main

import (
	"context"

	"example.com/libraries/internal/reports"
	"example.com/libraries/internal/service"
)

func main() {

	service.Main("reports", func(ctx context.Context) (service.App, error) { return reports.New(), nil })
}
