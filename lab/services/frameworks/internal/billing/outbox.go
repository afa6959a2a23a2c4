package billing

import (
	"bytes"
	"context"
	"sync/atomic"
	"text/template"

	"github.com/google/uuid"
	amqp "github.com/rabbitmq/amqp091-go"
)

var page = template.Must(template.New("invoice").Parse(`Invoice {{.Number}} for {{.Order.Customer}}
{{range .Order.Lines}}{{printf "%-60s %9d" .Article .Cents}}
{{end}}{{range .Terms}}{{.}}
{{end}}`))

var terms = []string{
	"Payable within fourteen days without deduction. The goods remain ours until they are paid for.",
	"Complaints about visible faults are to be made within a week of delivery, in writing.",
}

// Invoice is a page for the printer.
type Invoice struct {
	Number string
	page   []byte
}

func render(order Order) (*Invoice, error) {
	invoice := &Invoice{Number: uuid.NewString()}
	all := make([]string, 0, 40)
	for range 20 {
		all = append(all, terms...)
	}
	var text bytes.Buffer
	if err := page.Execute(&text, map[string]any{"Number": invoice.Number, "Order": order, "Terms": all}); err != nil {
		return nil, err
	}
	invoice.page = text.Bytes()
	return invoice, nil
}

// Outbox passes invoices to the printers' queue.
type Outbox struct {
	conn    *amqp.Connection
	channel *amqp.Channel
	queue   string
	lost    atomic.Int64
}

func openOutbox() (*Outbox, error) {
	conn, err := amqp.Dial("amqp://guest:guest@127.0.0.1:5672/")
	if err != nil {
		return nil, err
	}
	channel, err := conn.Channel()
	if err != nil {
		conn.Close()
		return nil, err
	}
	queue, err := channel.QueueDeclare("", false, true, true, false, nil)
	if err != nil {
		conn.Close()
		return nil, err
	}
	return &Outbox{conn: conn, channel: channel, queue: queue.Name}, nil
}

// Close ends the connection, and the queue with it.
func (o *Outbox) Close() error { return o.conn.Close() }

// Send publishes an invoice. Should the channel go down, the invoice counts as lost.
func (o *Outbox) Send(ctx context.Context, invoice *Invoice) error {
	down := o.channel.NotifyClose(make(chan *amqp.Error, 1))
	go o.guard(down, invoice)
	return o.channel.PublishWithContext(ctx, "", o.queue, false, false, amqp.Publishing{ContentType: "text/plain", Body: invoice.page})
}

func (o *Outbox) guard(down <-chan *amqp.Error, invoice *Invoice) {
	if err := <-down; err != nil && len(invoice.page) > 0 {
		o.lost.Add(1)
	}
}

// print takes the invoices out of the queue.
func (o *Outbox) print(ctx context.Context) {
	pages, err := o.channel.ConsumeWithContext(ctx, o.queue, "printer", true, false, false, false, nil)
	if err != nil {
		return
	}
	for range pages {
	}
}
