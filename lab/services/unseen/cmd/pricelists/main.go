// Command pricelists learns which articles suppliers have.
package main

import (
	"example.com/unseen/internal/host"
	"example.com/unseen/internal/pricelists"
)

func main() { host.Run(pricelists.Setup) }
