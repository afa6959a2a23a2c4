// Command photos cuts uploaded photos into tiles for the zoom view.
package main

import (
	"example.com/corpus/internal/photos"
	"example.com/corpus/internal/service"
)

func main() {
	service.Main("photos", func() service.App { return photos.New() })
}
