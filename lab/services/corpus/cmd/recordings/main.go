// Command recordings writes the calls of a hotline to disk.
package main

import (
	"example.com/corpus/internal/recordings"
	"example.com/corpus/internal/service"
)

func main() {
	service.Main("recordings", func() service.App { return recordings.New() })
}
