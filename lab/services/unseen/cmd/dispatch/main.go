// Command dispatch offers rides to couriers.
package main

import (
	"example.com/unseen/internal/dispatch"
	"example.com/unseen/internal/host"
)

func main() { host.Run(dispatch.Setup) }
