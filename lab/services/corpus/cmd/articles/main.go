// Command articles serves articles that it fetches from the newsroom.
package main

import (
	"example.com/corpus/internal/articles"
	"example.com/corpus/internal/peer"
	"example.com/corpus/internal/service"
)

func main() {
	peer.Serve(articles.Newsroom)
	service.Main("articles", func() service.App { return articles.New() })
}
