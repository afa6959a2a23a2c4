// Command loyalty counts the points of members.
package main

import (
	"example.com/corpus/internal/loyalty"
	"example.com/corpus/internal/service"
)

func main() {
	service.Main("loyalty", func() service.App { return loyalty.New() })
}
