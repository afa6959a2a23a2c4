package catalog

import (
	"fmt"
	"math/rand/v2"
)

const (
	productCount = 20_000
	imageBytes   = 3 << 10
)

// Product is what a product page shows.
type Product struct {
	SKU       string
	Title     string
	Price     int64
	Stock     int
	Thumbnail []byte
}

// loadProduct reads a product as it is in the warehouse's database.
func loadProduct(number int) *Product {
	return &Product{
		SKU:       fmt.Sprintf("sku-%05d", number),
		Title:     fmt.Sprintf("Product %d, in %d colours", number, 1+number%7),
		Price:     int64(499 + number%9000),
		Stock:     number % 40,
		Thumbnail: thumbnail(number),
	}
}

func thumbnail(number int) []byte {
	image := make([]byte, imageBytes+number%1024)
	rand.NewChaCha8([32]byte{byte(number), byte(number >> 8)}).Read(image[:256])
	return image
}
