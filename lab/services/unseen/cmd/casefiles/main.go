// Command casefiles keeps what happens to a claim.
package main

import (
	"example.com/unseen/internal/casefiles"
	"example.com/unseen/internal/host"
)

func main() { host.Run(casefiles.Setup) }
