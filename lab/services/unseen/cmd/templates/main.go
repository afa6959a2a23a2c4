// Command templates renders mails from partials that include one another.
package main

import (
	"example.com/unseen/internal/host"
	"example.com/unseen/internal/templates"
)

func main() { host.Run(templates.Setup) }
