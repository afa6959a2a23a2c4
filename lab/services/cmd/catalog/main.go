// Command catalog answers product pages and searches.
package main

import (
	"example.com/shop/internal/catalog"
	"example.com/shop/internal/service"
)

func main() {
	service.Main("catalog", func(service.Env) service.App {
		return catalog.New(catalog.Options{CachedProducts: 5000})
	})
}
