// Command sensors follows the log files of sensors.
package main

import (
	"example.com/corpus/internal/sensors"
	"example.com/corpus/internal/service"
)

func main() {
	service.Main("sensors", func() service.App { return sensors.New() })
}
