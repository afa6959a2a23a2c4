// Command push keeps ten thousand devices reachable.
package main

import (
	"example.com/corpus/internal/push"
	"example.com/corpus/internal/service"
)

func main() {
	service.Main("push", func() service.App { return push.New() })
}
