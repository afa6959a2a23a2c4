// Command editors passes edits between those who have a document open.
package main

import (
	"example.com/unseen/internal/editors"
	"example.com/unseen/internal/host"
)

func main() { host.Run(editors.Setup) }
