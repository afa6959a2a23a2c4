package satellite

import (
	"fmt"
	"net/http"
	"os"
	"time"
)

var started = time.Now()

// metrics answers in the text format of Prometheus.
func (a *App) metrics(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; version=0.0.4")
	fmt.Fprintf(w, "# TYPE http_requests_total counter\nhttp_requests_total %d\n", a.requests.Load())
	fmt.Fprintf(w, "# TYPE process_start_time_seconds gauge\nprocess_start_time_seconds %.2f\n",
		float64(started.UnixMilli())/1000)
	if resident, ok := residentBytes(); ok {
		fmt.Fprintf(w, "# TYPE process_resident_memory_bytes gauge\nprocess_resident_memory_bytes %d\n", resident)
	}
}

// residentBytes reads the resident set off the second number of statm, in pages.
func residentBytes() (int, bool) {
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0, false
	}
	var size, resident int
	if _, err := fmt.Sscan(string(text), &size, &resident); err != nil {
		return 0, false
	}
	return resident * os.Getpagesize(), true
}
