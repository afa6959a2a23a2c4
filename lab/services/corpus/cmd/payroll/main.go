// Command payroll calculates wages in batches.
package main

import (
	"example.com/corpus/internal/payroll"
	"example.com/corpus/internal/service"
)

func main() {
	service.Main("payroll", func() service.App { return payroll.New() })
}
