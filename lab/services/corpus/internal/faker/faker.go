// Package faker makes up what customers send.
package faker

import (
	"encoding/hex"
	"math/rand/v2"
	"strings"
)

var words = strings.Fields(`amber basin candle delta ember fjord grove harbor island juniper kettle lantern meadow
	north orchard pebble quarry river saddle timber upland valley willow yonder zephyr with from over and under`)

// ID is a random identifier behind a prefix.
func ID(rng *rand.Rand, prefix string) string {
	var raw [8]byte
	for i := range raw {
		raw[i] = byte(rng.Uint32())
	}
	return prefix + "-" + hex.EncodeToString(raw[:])
}

// Pick is one of some strings.
func Pick(rng *rand.Rand, of ...string) string { return of[rng.IntN(len(of))] }

// Text is at least n bytes of words.
func Text(rng *rand.Rand, n int) string {
	var text strings.Builder
	text.Grow(n + 12)
	for text.Len() < n {
		text.WriteString(words[rng.IntN(len(words))])
		text.WriteByte(' ')
	}
	return text.String()
}
