package fleet

import (
	"context"
	"math/rand/v2"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	fleetpb "example.com/frameworks/internal/gen/fleet/v1"
)

// Server is the gRPC API.
type Server struct {
	fleetpb.UnimplementedFleetServer
	board *Board
}

// Watch sends what happens to a trip.
func (s *Server) Watch(req *fleetpb.WatchRequest, stream grpc.ServerStreamingServer[fleetpb.WatchResponse]) error {
	follower, ok := s.board.follow(req.GetTrip())
	if !ok {
		return status.Errorf(codes.NotFound, "no trip %s is under way", req.GetTrip())
	}
	for {
		var event fleetpb.WatchResponse
		select {
		case position := <-follower.positions:
			event.Event = &fleetpb.WatchResponse_Position{Position: position}
		case notice := <-follower.notices:
			event.Event = &fleetpb.WatchResponse_Notice{Notice: notice}
		}
		if err := stream.Send(&event); err != nil {
			return err
		}
	}
}

// Nearby lists vehicles around a place.
func (s *Server) Nearby(_ context.Context, req *fleetpb.NearbyRequest) (*fleetpb.NearbyResponse, error) {
	positions := make([]*fleetpb.Position, req.GetLimit())
	for i := range positions {
		positions[i] = &fleetpb.Position{
			Vehicle:    vehicle(rand.IntN(900)),
			Latitude:   req.GetLatitude() + rand.Float64()/100,
			Longitude:  req.GetLongitude() + rand.Float64()/100,
			UnixMillis: time.Now().UnixMilli(),
		}
	}
	return &fleetpb.NearbyResponse{Positions: positions}, nil
}
