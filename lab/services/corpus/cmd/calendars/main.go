// Command calendars keeps calendars of several providers the same.
package main

import (
	"example.com/corpus/internal/calendars"
	"example.com/corpus/internal/service"
)

func main() {
	service.Main("calendars", func() service.App { return calendars.New() })
}
