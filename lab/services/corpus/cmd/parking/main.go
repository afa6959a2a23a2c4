// Command parking lets cars into garages when there is room.
package main

import (
	"example.com/corpus/internal/parking"
	"example.com/corpus/internal/service"
)

func main() {
	service.Main("parking", func() service.App { return parking.New() })
}
