package service

import (
	"math"
	"runtime"
	"runtime/metrics"
)

// stops is how often and for how long the process was stopped since it began.
type stops struct {
	Collections       uint32 `json:"collections"`
	ForcedCollections uint32 `json:"forcedCollections"`
	// For collections, exactly.
	PauseTotalNs uint64 `json:"pauseTotalNs"`
	// For all else (reading counters, listing goroutines), by a histogram: within some per cent.
	OtherNs uint64 `json:"otherNs"`
}

func readStops() stops {
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stops{
		Collections:       stats.NumGC,
		ForcedCollections: stats.NumForcedGC,
		PauseTotalNs:      stats.PauseTotalNs,
		OtherNs:           otherStops(),
	}
}

func otherStops() uint64 {
	samples := []metrics.Sample{{Name: "/sched/pauses/total/other:seconds"}}
	metrics.Read(samples)
	if samples[0].Value.Kind() != metrics.KindFloat64Histogram {
		return 0
	}
	histogram := samples[0].Value.Float64Histogram()
	var seconds float64
	for i, count := range histogram.Counts {
		low, high := histogram.Buckets[i], histogram.Buckets[i+1]
		if math.IsInf(low, 0) {
			low = 0
		}
		if math.IsInf(high, 0) {
			high = low
		}
		seconds += float64(count) * (low + high) / 2
	}
	return uint64(seconds * 1e9)
}
