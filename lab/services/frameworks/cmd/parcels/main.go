// Command parcels runs the parcels service.
package main

import (
	"example.com/frameworks/internal/parcels"
	"example.com/frameworks/internal/service"
)

func main() { service.Main("parcels", parcels.New) }
