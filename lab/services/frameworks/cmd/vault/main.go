// Command vault runs the vault service.
package main

import (
	"example.com/frameworks/internal/service"
	"example.com/frameworks/internal/vault"
)

func main() { service.Main("vault", vault.New) }
