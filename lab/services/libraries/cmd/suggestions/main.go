// Command suggestions runs the suggestions service.
package main

import (
	"context"

	"example.com/libraries/internal/service"
	"example.com/libraries/internal/suggestions"
)

func main() {

	service.Main("suggestions", func(ctx context.Context) (service.App, error) { return suggestions.New(), nil })
}
