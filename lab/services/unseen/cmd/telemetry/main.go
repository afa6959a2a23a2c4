// Command telemetry keeps the last readings of machines.
package main

import (
	"example.com/unseen/internal/host"
	"example.com/unseen/internal/telemetry"
)

func main() { host.Run(telemetry.Setup) }
