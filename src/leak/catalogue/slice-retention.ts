import type { Pattern } from '../pattern.ts';

export const sliceRetention: Pattern = {
  id: 'slice-retention',
  title: 'slices that keep memory',
  summary:
    'Either a slice is appended to and never cut, or a small piece of a large array is kept: a sub-slice or substring keeps the whole array behind it alive. A growing slice is copied into a larger array now and then, so memory rises in steps.',
  fixes: [
    {
      title: 'Copy the piece that you keep',
      text: 'strings.Clone, bytes.Clone and slices.Clone copy a piece so that the large original can go. Copy only what outlives the original: elsewhere sharing is cheaper.',
      before: `type session struct{ id string }

func open(message string) *session {
	id, _, _ := strings.Cut(message, " ")
	return &session{id: id} // keeps the whole message
}`,
      after: `type session struct{ id string }

func open(message string) *session {
	id, _, _ := strings.Cut(message, " ")
	return &session{id: strings.Clone(id)}
}`,
      section: '3.3',
    },
    {
      title: 'Keep the last n in a ring',
      text: 'A history, log or sample list needs a length. A ring overwrites the oldest entry and never allocates again; what falls out is gone, so write it elsewhere first if it is needed.',
      before: `type history struct{ events []string }

func (h *history) add(event string) {
	h.events = append(h.events, event)
}`,
      after: `type history struct {
	events [1000]string
	next   int
}

func (h *history) add(event string) {
	h.events[h.next] = event
	h.next = (h.next + 1) % len(h.events)
}`,
      section: '3.3',
    },
    {
      title: 'Clear the element that you remove',
      text: 'Cutting a slice hides its tail and keeps it alive: the array still points at what was removed. Set the element to its zero value first. slices.Delete has done so since Go 1.22; append(s[:i], s[i+1:]...) does not.',
      before: `type stack struct{ bufs [][]byte }

func (s *stack) push(buf []byte) { s.bufs = append(s.bufs, buf) }

func (s *stack) pop() []byte {
	last := len(s.bufs) - 1
	buf := s.bufs[last]
	s.bufs = s.bufs[:last] // the array still points at buf
	return buf
}`,
      after: `type stack struct{ bufs [][]byte }

func (s *stack) push(buf []byte) { s.bufs = append(s.bufs, buf) }

func (s *stack) pop() []byte {
	last := len(s.bufs) - 1
	buf := s.bufs[last]
	s.bufs[last] = nil
	s.bufs = s.bufs[:last]
	return buf
}`,
      section: '3.3',
    },
  ],
};
