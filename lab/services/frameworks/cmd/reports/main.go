// Command reports runs the reports service.
package main

import (
	"example.com/frameworks/internal/reports"
	"example.com/frameworks/internal/service"
)

func main() { service.Main("reports", reports.New) }
