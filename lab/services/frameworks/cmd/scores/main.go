// Command scores runs the scores service.
package main

import (
	"example.com/frameworks/internal/scores"
	"example.com/frameworks/internal/service"
)

func main() { service.Main("scores", scores.New) }
