// Command logins keeps people logged in.
package main

import (
	"example.com/corpus/internal/logins"
	"example.com/corpus/internal/service"
)

func main() {
	service.Main("logins", func() service.App { return logins.New() })
}
