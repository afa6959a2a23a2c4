// Command crm keeps what is known of customers.
package main

import (
	"example.com/corpus/internal/crm"
	"example.com/corpus/internal/service"
)

func main() {
	service.Main("crm", func() service.App { return crm.New() })
}
