// Command wallets runs the wallets service.
package main

import (
	"context"

	"example.com/libraries/internal/service"
	"example.com/libraries/internal/wallets"
)

func main() {

	service.Main("wallets", func(ctx context.Context) (service.App, error) { return wallets.New() })
}
