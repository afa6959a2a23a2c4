// Command bookings runs the bookings service.
package main

import (
	"example.com/frameworks/internal/bookings"
	"example.com/frameworks/internal/service"
)

func main() { service.Main("bookings", bookings.New) }
