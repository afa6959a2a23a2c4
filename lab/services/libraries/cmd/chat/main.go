// Command chat runs the chat service.
package main

import (
	"context"

	"example.com/libraries/internal/chat"
	"example.com/libraries/internal/service"
)

func main() {

	service.Main("chat", func(ctx context.Context) (service.App, error) { return chat.New() })
}
