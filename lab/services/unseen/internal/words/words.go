// Package words makes up what people send.
package words

import (
	"math/rand/v2"
	"strconv"
	"strings"
)

var lexicon = strings.Fields(`amber anchor apricot basalt bellow birch cedar cobalt copper coral cotton delta drift ember
fathom fennel garnet granite harbour hazel indigo iris jasper juniper kelp lantern linden maple marble meadow nickel nutmeg
ochre olive opal otter pebble pewter quarry quartz raven reed saffron sable spruce tallow teal thistle umber velvet willow`)

// Word is one word.
func Word(rng *rand.Rand) string { return lexicon[rng.IntN(len(lexicon))] }

// Text is at least size bytes of words.
func Text(rng *rand.Rand, size int) string {
	var b strings.Builder
	b.Grow(size + 12)
	for b.Len() < size {
		b.WriteString(Word(rng))
		b.WriteByte(' ')
	}
	return b.String()
}

// Key is prefix-number with a number below n.
func Key(rng *rand.Rand, prefix string, n int) string {
	return prefix + "-" + strconv.Itoa(rng.IntN(n))
}

// Unique is a key that does not come again.
func Unique(rng *rand.Rand, prefix string) string {
	return prefix + "-" + strconv.FormatUint(rng.Uint64(), 36)
}
