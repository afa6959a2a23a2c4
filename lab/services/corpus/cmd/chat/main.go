// Command chat passes messages between the people in its rooms.
package main

import (
	"example.com/corpus/internal/chat"
	"example.com/corpus/internal/service"
)

func main() {
	service.Main("chat", func() service.App { return chat.New() })
}
