// Command avatars draws small pictures of large ones.
package main

import (
	"example.com/unseen/internal/avatars"
	"example.com/unseen/internal/host"
)

func main() { host.Run(avatars.Setup) }
