package catalog

import (
	"bytes"
	"encoding/base64"
	"math/rand/v2"
	"net/http"
	"strconv"
	"sync"
	"time"
)

const (
	resultsPerPage = 32
	resultsPerTask = 8
)

// search renders a page of products around the one asked for.
func (a *App) search(w http.ResponseWriter, r *http.Request) {
	near, err := strconv.Atoi(r.URL.Query().Get("near"))
	if err != nil || near < 0 {
		http.Error(w, "near must be a product number", http.StatusBadRequest)
		return
	}
	parts := make([][]byte, resultsPerPage/resultsPerTask)
	var rendering sync.WaitGroup
	for i := range parts {
		rendering.Go(func() { parts[i] = a.render(near + i*resultsPerTask) })
	}
	go a.prefetch(near + resultsPerPage)
	rendering.Wait()
	w.Header().Set("Content-Type", "application/json")
	w.Write(bytes.Join([][]byte{[]byte("["), bytes.Join(parts, []byte(",")), []byte("]")}, nil))
}

// render encodes resultsPerTask products from first on.
func (a *App) render(first int) []byte {
	var page []byte
	for i := range resultsPerTask {
		if i > 0 {
			page = append(page, ',')
		}
		page = appendProduct(page, a.product((first+i)%productCount))
	}
	return page
}

// prefetch has the next page ready for those who scroll, once they have had a moment to read.
func (a *App) prefetch(first int) {
	time.Sleep(time.Duration(20+rand.IntN(280)) * time.Millisecond)
	for i := range resultsPerPage {
		a.product((first + i) % productCount)
	}
}

func (a *App) product(number int) *Product {
	if product, ok := a.products.Get(number); ok {
		return product
	}
	product := loadProduct(number)
	a.products.Put(number, product)
	return product
}

func appendProduct(page []byte, product *Product) []byte {
	page = append(page, `{"sku":`...)
	page = strconv.AppendQuote(page, product.SKU)
	page = append(page, `,"title":`...)
	page = strconv.AppendQuote(page, product.Title)
	page = append(page, `,"price":`...)
	page = strconv.AppendInt(page, product.Price, 10)
	page = append(page, `,"stock":`...)
	page = strconv.AppendInt(page, int64(product.Stock), 10)
	page = append(page, `,"thumbnail":"`...)
	page = append(page, base64.StdEncoding.EncodeToString(product.Thumbnail)...)
	return append(page, `"}`...)
}
