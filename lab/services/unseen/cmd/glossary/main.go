// Command glossary translates pages and learns terms.
package main

import (
	"example.com/unseen/internal/glossary"
	"example.com/unseen/internal/host"
)

func main() { host.Run(glossary.Setup) }
