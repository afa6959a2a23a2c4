package rates

import (
	"math/rand/v2"
	"net"
	"time"

	"google.golang.org/grpc"

	ratespb "example.com/frameworks/internal/gen/rates/v1"
)

// ServeMarket is the market's side.
func ServeMarket(listener net.Listener) error {
	server := grpc.NewServer()
	ratespb.RegisterRatesServer(server, market{})
	return server.Serve(listener)
}

type market struct {
	ratespb.UnimplementedRatesServer
}

// Follow sends a rate now, and another one each minute.
func (market) Follow(req *ratespb.FollowRequest, stream grpc.ServerStreamingServer[ratespb.FollowResponse]) error {
	changes := time.NewTicker(time.Minute)
	defer changes.Stop()
	for {
		bid := 0.5 + rand.Float64()
		if err := stream.Send(&ratespb.FollowResponse{Pair: req.GetPair(), Bid: bid, Ask: bid + 0.001}); err != nil {
			return err
		}
		select {
		case <-changes.C:
		case <-stream.Context().Done():
			return stream.Context().Err()
		}
	}
}
