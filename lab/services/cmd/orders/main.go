// Command orders takes orders and follows them until they are delivered.
package main

import (
	"example.com/shop/internal/orders"
	"example.com/shop/internal/service"
)

func main() {
	service.Main("orders", func(env service.Env) service.App {
		return orders.New(orders.Options{Unsubscribe: env.Tidy})
	})
}
