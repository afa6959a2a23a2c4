package fleet

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	fleetpb "example.com/frameworks/internal/gen/fleet/v1"
)

const tripsUnderway = 40

// Board knows the trips that are under way and who follows them.
type Board struct {
	mu    sync.Mutex
	trips map[string]*trip
	names []string
	begun int
}

type trip struct {
	vehicle   string
	ends      time.Time
	followers []*follower
}

type follower struct {
	positions chan *fleetpb.Position
	notices   chan *fleetpb.Notice
}

func newBoard() *Board {
	board := &Board{trips: map[string]*trip{}, names: make([]string, tripsUnderway)}
	for i := range board.names {
		board.begin(i)
	}
	return board
}

func vehicle(number int) string { return fmt.Sprintf("vehicle-%03d", number) }

func (b *Board) begin(i int) {
	b.begun++
	b.names[i] = fmt.Sprintf("trip-%07d", b.begun)
	b.trips[b.names[i]] = &trip{
		vehicle: vehicle(i),
		ends:    time.Now().Add(time.Duration(500+rand.IntN(2500)) * time.Millisecond),
	}
}

func (b *Board) underway() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.trips)
}

func (b *Board) anyTrip(rng *rand.Rand) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.names[rng.IntN(len(b.names))]
}

func (b *Board) follow(name string) (*follower, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	trip, ok := b.trips[name]
	if !ok {
		return nil, false
	}
	follower := &follower{positions: make(chan *fleetpb.Position, 4), notices: make(chan *fleetpb.Notice, 1)}
	trip.followers = append(trip.followers, follower)
	return follower, true
}

// drive moves the vehicles five times a second; a trip that has ended makes room for another.
func (b *Board) drive(ctx context.Context) {
	for traffic := time.NewTicker(200 * time.Millisecond); ; {
		select {
		case <-ctx.Done():
			traffic.Stop()
			return
		case now := <-traffic.C:
			b.move(now)
		}
	}
}

func (b *Board) move(now time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for i, name := range b.names {
		trip := b.trips[name]
		arrived := now.After(trip.ends)
		for _, follower := range trip.followers {
			follower.tell(trip.vehicle, now, arrived)
		}
		if arrived {
			delete(b.trips, name)
			b.begin(i)
		}
	}
}

// tell drops what a slow console has no room for.
func (f *follower) tell(vehicle string, now time.Time, arrived bool) {
	position := &fleetpb.Position{Vehicle: vehicle, Latitude: 52 + rand.Float64(), Longitude: 13 + rand.Float64(), UnixMillis: now.UnixMilli()}
	select {
	case f.positions <- position:
	default:
	}
	if !arrived {
		return
	}
	select {
	case f.notices <- &fleetpb.Notice{Text: "arrived"}:
	default:
	}
}
