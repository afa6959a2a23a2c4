// Command archive runs the archive service.
package main

import (
	"example.com/frameworks/internal/archive"
	"example.com/frameworks/internal/service"
)

func main() { service.Main("archive", archive.New) }
