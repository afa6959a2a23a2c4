// Command payments takes card payments and settles them with the shop's acquirers.
package main

import (
	"example.com/shop/internal/payments"
	"example.com/shop/internal/service"
)

func main() {
	service.Main("payments", func(env service.Env) service.App {
		return payments.New(payments.Options{ExpireKeys: env.Tidy, CloseAnswers: env.Tidy})
	})
}
