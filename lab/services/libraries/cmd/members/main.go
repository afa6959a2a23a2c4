// Command members runs the members service.
package main

import (
	"context"

	"example.com/libraries/internal/members"
	"example.com/libraries/internal/service"
)

func main() {

	service.Main("members", func(ctx context.Context) (service.App, error) { return members.New(), nil })
}
