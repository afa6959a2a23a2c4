// Command bikes rents bikes; a hold lapses unless the bike is fetched.
package main

import (
	"example.com/corpus/internal/bikes"
	"example.com/corpus/internal/service"
)

func main() {
	service.Main("bikes", func() service.App { return bikes.New() })
}
