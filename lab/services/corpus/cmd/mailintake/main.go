// Command mailintake takes in mails and lists their headers.
package main

import (
	"example.com/corpus/internal/mailintake"
	"example.com/corpus/internal/service"
)

func main() {
	service.Main("mailintake", func() service.App { return mailintake.New() })
}
