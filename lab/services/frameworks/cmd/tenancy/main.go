// Command tenancy runs the tenancy service.
package main

import (
	"example.com/frameworks/internal/service"
	"example.com/frameworks/internal/tenancy"
)

func main() { service.Main("tenancy", tenancy.New) }
