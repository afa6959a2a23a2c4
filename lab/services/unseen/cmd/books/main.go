// Command books answers balances from a database.
package main

import (
	"example.com/unseen/internal/books"
	"example.com/unseen/internal/host"
)

func main() { host.Run(books.Setup) }
