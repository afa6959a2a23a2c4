// Package brokers asks brokers for prices over connections that are kept.
package brokers

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"example.com/unseen/internal/host"
	"example.com/unseen/internal/load"
	"example.com/unseen/internal/words"
)

const most = 26

// conn has a goroutine that reads answers.
type conn struct {
	net.Conn
	out     *bufio.Writer
	answers chan string
}

// pool opens connections when none is free, up to a number.
type pool struct {
	addr string
	free chan *conn
	room chan struct{}
}

func (p *pool) take(ctx context.Context) (*conn, error) {
	select {
	case c := <-p.free:
		return c, nil
	default:
	}
	select {
	case c := <-p.free:
		return c, nil
	case p.room <- struct{}{}:
		return dial(p.addr)
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func dial(addr string) (*conn, error) {
	raw, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	c := &conn{Conn: raw, out: bufio.NewWriterSize(raw, 32<<10), answers: make(chan string, 1)}
	go c.read()
	return c, nil
}

func (c *conn) read() {
	defer close(c.answers)
	lines := bufio.NewScanner(c)
	lines.Buffer(make([]byte, 32<<10), 64<<10)
	for lines.Scan() {
		c.answers <- lines.Text()
	}
}

func (p *pool) ask(ctx context.Context, symbol string) (string, error) {
	c, err := p.take(ctx)
	if err != nil {
		return "", err
	}
	defer func() { p.free <- c }()
	fmt.Fprintln(c.out, symbol)
	if err := c.out.Flush(); err != nil {
		return "", err
	}
	return <-c.answers, nil
}

// Setup wires the service.
func Setup(h *host.Host) {
	p := &pool{free: make(chan *conn, most), room: make(chan struct{}, most)}
	h.Handle("GET /v1/prices/{symbol}", func(r *http.Request) (any, error) { return p.ask(r.Context(), r.PathValue("symbol")) })
	h.Task(func(ctx context.Context) {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			h.Log.Error("no broker", "error", err)
			return
		}
		p.addr = listener.Addr().String()
		var customers sync.WaitGroup
		customers.Go(func() { visit(ctx, h.Base) })
		stop := context.AfterFunc(ctx, func() { listener.Close() })
		defer stop()
		for {
			conn, err := listener.Accept()
			if err != nil {
				break
			}
			go broke(conn)
		}
		customers.Wait()
	})
}

func visit(ctx context.Context, base string) {
	ramp := func(at time.Duration) float64 { return 20 + 180*min(1, at.Seconds()/14) }
	load.Traffic{Lanes: 48, Rate: ramp, Next: func(rng *rand.Rand) load.Call {
		return load.Get("/v1/prices/" + words.Word(rng))
	}}.Send(ctx, base)
}

// broke is a broker, who thinks about each price.
func broke(conn net.Conn) {
	defer conn.Close()
	lines := bufio.NewReader(conn)
	for {
		symbol, err := lines.ReadString('\n')
		if err != nil {
			return
		}
		time.Sleep(120*time.Millisecond + rand.N(160*time.Millisecond))
		fmt.Fprintf(conn, "%s %d\n", strings.TrimSpace(symbol), rand.IntN(90_000))
	}
}
