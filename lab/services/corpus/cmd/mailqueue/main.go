// Command mailqueue renders and sends newsletters.
package main

import (
	"example.com/corpus/internal/mailqueue"
	"example.com/corpus/internal/service"
)

func main() {
	service.Main("mailqueue", func() service.App { return mailqueue.New() })
}
