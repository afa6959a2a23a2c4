// Command policies decides what calls tenants allow.
package main

import (
	"example.com/unseen/internal/host"
	"example.com/unseen/internal/policies"
)

func main() { host.Run(policies.Setup) }
