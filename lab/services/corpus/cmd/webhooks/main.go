// Command webhooks receives events of partners, each of them once.
package main

import (
	"example.com/corpus/internal/service"
	"example.com/corpus/internal/webhooks"
)

func main() {
	service.Main("webhooks", func() service.App { return webhooks.New() })
}
