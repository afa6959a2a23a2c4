// Command dashboards counts calls by what they were.
package main

import (
	"example.com/unseen/internal/dashboards"
	"example.com/unseen/internal/host"
)

func main() { host.Run(dashboards.Setup) }
