// Command tenants keeps the settings of tenants; a large one moves in while it runs.
package main

import (
	"example.com/corpus/internal/service"
	"example.com/corpus/internal/tenants"
)

func main() {
	service.Main("tenants", func() service.App { return tenants.New() })
}
