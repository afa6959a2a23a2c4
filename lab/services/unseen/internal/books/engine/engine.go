// Package engine is a database/sql driver over made-up tables.
package engine

import (
	"context"
	"database/sql/driver"
	"errors"
	"io"
)

// Connector opens connections.
type Connector struct{}

// Connect opens a connection with its page buffer.
func (Connector) Connect(context.Context) (driver.Conn, error) {
	return &conn{page: make([]byte, 16<<10)}, nil
}

// Driver answers what made it.
func (c Connector) Driver() driver.Driver { return opener{c} }

type opener struct{ connector Connector }

func (o opener) Open(string) (driver.Conn, error) { return o.connector.Connect(context.Background()) }

type conn struct {
	page []byte
	open int
}

var errReadOnly = errors.New("tables are read only")

func (c *conn) Prepare(query string) (driver.Stmt, error) { return &stmt{c, query}, nil }
func (c *conn) Close() error                              { c.page = nil; return nil }
func (c *conn) Begin() (driver.Tx, error)                 { return nil, errReadOnly }

type stmt struct {
	conn  *conn
	query string
}

func (s *stmt) Close() error                               { return nil }
func (s *stmt) NumInput() int                              { return 1 }
func (s *stmt) Exec([]driver.Value) (driver.Result, error) { return nil, errReadOnly }

func (s *stmt) Query(args []driver.Value) (driver.Rows, error) {
	account, _ := args[0].(string)
	for i := range s.conn.page {
		s.conn.page[i] = account[i%len(account)]
	}
	s.conn.open++
	return &cursor{conn: s.conn, left: 30}, nil
}

type cursor struct {
	conn *conn
	left int
}

func (c *cursor) Columns() []string { return []string{"day", "cents", "text"} }
func (c *cursor) Close() error      { c.conn.open--; return nil }

func (c *cursor) Next(into []driver.Value) error {
	if c.left == 0 {
		return io.EOF
	}
	at := c.left * 64
	c.left--
	into[0], into[1], into[2] = int64(c.left), int64(c.conn.page[at])*317, string(c.conn.page[at:at+48])
	return nil
}
