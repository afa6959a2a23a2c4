// Command tokens checks API tokens and remembers the answer for a few seconds.
package main

import (
	"example.com/corpus/internal/service"
	"example.com/corpus/internal/tokens"
)

func main() {
	service.Main("tokens", func() service.App { return tokens.New() })
}
