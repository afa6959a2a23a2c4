// Command stocktake runs the stocktake service.
package main

import (
	"example.com/frameworks/internal/service"
	"example.com/frameworks/internal/stocktake"
)

func main() { service.Main("stocktake", stocktake.New) }
