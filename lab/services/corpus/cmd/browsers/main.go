// Command browsers counts the browsers that visit a site from its access logs.
package main

import (
	"example.com/corpus/internal/browsers"
	"example.com/corpus/internal/service"
)

func main() {
	service.Main("browsers", func() service.App { return browsers.New() })
}
