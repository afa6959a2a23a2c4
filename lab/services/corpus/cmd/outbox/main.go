// Command outbox passes order events on to a slow archive.
package main

import (
	"example.com/corpus/internal/outbox"
	"example.com/corpus/internal/service"
)

func main() {
	service.Main("outbox", func() service.App { return outbox.New() })
}
