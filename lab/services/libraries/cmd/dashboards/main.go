// Command dashboards runs the dashboards service.
package main

import (
	"context"

	"example.com/libraries/internal/dashboards"
	"example.com/libraries/internal/service"
)

func main() {

	service.Main("dashboards", func(ctx context.Context) (service.App, error) { return dashboards.New(), nil })
}
