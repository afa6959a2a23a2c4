// Command premiums calculates what an insurance costs.
package main

import (
	"example.com/corpus/internal/premiums"
	"example.com/corpus/internal/service"
)

func main() {
	service.Main("premiums", func() service.App { return premiums.New() })
}
