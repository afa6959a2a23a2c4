package settlement

import (
	"context"
	"fmt"
	"sync"
)

// Settler sends the legs of a payment to their acquirers, all at once.
type Settler struct {
	Acquirer Acquirer
	// CloseAnswers tells whether the answers of a payment are closed once every leg has ended.
	CloseAnswers func() bool
}

// Settle returns when every leg has been answered or when ctx ends.
func (s *Settler) Settle(ctx context.Context, payment string, legs []Leg) (Settlement, error) {
	answers := make(chan Answer)
	settled := make(chan Settlement, 1)
	var submitting sync.WaitGroup
	for _, leg := range legs {
		submitting.Go(func() { s.submit(ctx, leg, answers) })
	}
	go s.collect(payment, len(legs), answers, settled)
	if s.CloseAnswers() {
		go func() {
			submitting.Wait()
			close(answers)
		}()
	}
	select {
	case settlement := <-settled:
		return settlement, nil
	case <-ctx.Done():
		return Settlement{}, fmt.Errorf("settle %s: %w", payment, ctx.Err())
	}
}

func (s *Settler) submit(ctx context.Context, leg Leg, answers chan<- Answer) {
	answer, err := s.Acquirer.Submit(ctx, leg)
	if err != nil {
		return // the caller has been told by its context
	}
	answers <- answer
}

// collect adds up the answers until there is one for every leg.
func (s *Settler) collect(payment string, legs int, answers <-chan Answer, settled chan<- Settlement) {
	settlement := Settlement{Payment: payment, Answers: make([]Answer, 0, legs)}
	for answer := range answers {
		settlement.Answers = append(settlement.Answers, answer)
		settlement.Fees += answer.Fee
		if len(settlement.Answers) == legs {
			settled <- settlement
			return
		}
	}
}
