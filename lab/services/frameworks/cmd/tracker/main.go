// Command tracker runs the tracker service.
package main

import (
	"example.com/frameworks/internal/service"
	"example.com/frameworks/internal/tracker"
)

func main() { service.MainSelfServing("tracker", tracker.New) }
