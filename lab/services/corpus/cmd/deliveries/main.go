// Command deliveries shows where couriers are.
package main

import (
	"example.com/corpus/internal/deliveries"
	"example.com/corpus/internal/service"
)

func main() {
	service.Main("deliveries", func() service.App { return deliveries.New() })
}
