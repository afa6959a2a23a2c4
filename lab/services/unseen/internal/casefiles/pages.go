package casefiles

import "time"

type (
	opening struct {
		by    string
		at    time.Time
		cover [900]byte
	}
	assignment struct {
		to      string
		history [70]time.Time
	}
	phoneCall struct {
		with    string
		minutes int
		notes   [1100]byte
	}
	letter  struct{ body [2400]byte }
	photo   struct{ preview []byte }
	quote   struct{ lines [60]line }
	line    struct{ cents, tax int64 }
	protest struct {
		reason string
		scans  [5][400]byte
	}
	consent struct {
		by        string
		signature [1300]byte
	}
	payout struct {
		cents   int64
		receipt []byte
	}
	ending struct {
		at      time.Time
		summary []rune
	}
)

func (*opening) kind() string    { return "open" }
func (*assignment) kind() string { return "assign" }
func (*phoneCall) kind() string  { return "call" }
func (*letter) kind() string     { return "letter" }
func (*photo) kind() string      { return "photo" }
func (*quote) kind() string      { return "estimate" }
func (*protest) kind() string    { return "dispute" }
func (*consent) kind() string    { return "approve" }
func (*payout) kind() string     { return "pay" }
func (*ending) kind() string     { return "close" }

func (d *Docket) open(id string, s step) {
	p := &opening{by: s.By, at: time.Now()}
	copy(p.cover[:], s.Text)
	d.add(id, p)
}

func (d *Docket) assign(id string, s step) {
	p := &assignment{to: s.By}
	p.history[0] = time.Now()
	d.add(id, p)
}

func (d *Docket) call(id string, s step) {
	p := &phoneCall{with: s.By, minutes: len(s.Text) % 30}
	copy(p.notes[:], s.Text)
	d.add(id, p)
}

func (d *Docket) letter(id string, s step) {
	p := new(letter)
	copy(p.body[:], s.Text)
	d.add(id, p)
}

func (d *Docket) photo(id string, s step) {
	preview := make([]byte, 1800)
	copy(preview, s.Text)
	d.add(id, &photo{preview})
}

func (d *Docket) estimate(id string, s step) {
	p := new(quote)
	for i := range p.lines {
		p.lines[i] = line{int64(i * len(s.Text)), int64(i)}
	}
	d.add(id, p)
}

func (d *Docket) dispute(id string, s step) {
	p := &protest{reason: s.By}
	for i := range p.scans {
		copy(p.scans[i][:], s.Text)
	}
	d.add(id, p)
}

func (d *Docket) approve(id string, s step) {
	p := &consent{by: s.By}
	copy(p.signature[:], s.Text)
	d.add(id, p)
}

func (d *Docket) pay(id string, s step) {
	d.add(id, &payout{cents: int64(len(s.Text)), receipt: append(make([]byte, 0, 1500), s.Text...)})
}

func (d *Docket) close(id string, s step) {
	d.add(id, &ending{time.Now(), []rune(s.Text + s.Text + s.Text)})
}
