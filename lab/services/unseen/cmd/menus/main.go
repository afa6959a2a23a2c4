// Command menus shows what restaurants serve.
package main

import (
	"example.com/unseen/internal/host"
	"example.com/unseen/internal/menus"
)

func main() { host.Run(menus.Setup) }
