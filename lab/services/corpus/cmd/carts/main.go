// Command carts reminds people of what they left in their carts.
package main

import (
	"example.com/corpus/internal/carts"
	"example.com/corpus/internal/service"
)

func main() {
	service.Main("carts", func() service.App { return carts.New() })
}
