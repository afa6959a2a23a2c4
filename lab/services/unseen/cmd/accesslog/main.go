// Command accesslog gathers access logs and writes them out.
package main

import (
	"example.com/unseen/internal/accesslog"
	"example.com/unseen/internal/host"
)

func main() { host.Run(accesslog.Setup) }
