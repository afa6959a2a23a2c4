package meters

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"net"
	"time"
)

const meters = 3000

// Neighbourhood is the meters of a town, some of them behind routers that lose connections without a word.
func Neighbourhood(addr string) {
	var lost []net.Conn
	for {
		conn, err := net.Dial("tcp", addr)
		if err != nil {
			return
		}
		report(conn)
		if rand.IntN(4) == 0 {
			lost = append(lost, conn)
		} else {
			conn.Close()
		}
		time.Sleep(time.Duration(20+rand.IntN(40)) * time.Millisecond)
	}
}

func report(conn net.Conn) {
	answers := bufio.NewReader(conn)
	for range 3 + rand.IntN(5) {
		fmt.Fprintf(conn, "%d %.3f\n", rand.IntN(meters), rand.Float64()*9000)
		if _, err := answers.ReadString('\n'); err != nil {
			return
		}
	}
}
