import type { KnownLibrary } from './known-library.ts';

/** Clients of databases, brokers and clusters: connections, pools and subscriptions with goroutines of their own. */
export const clientLibraries: readonly KnownLibrary[] = [
  {
    name: 'go-redis client',
    importPath: 'github.com/redis/go-redis/v9',
    kind: 'goroutine',
    functions: [
      'github.com/go-redis/redis/v8/internal/pool.(*ConnPool).reaper',
      'github.com/go-redis/redis/v8/internal/pool.NewConnPool',
      'github.com/go-redis/redis/v8.NewClient',
      'github.com/redis/go-redis/v9.NewClient',
      'github.com/redis/go-redis/v9/internal/pool.NewConnPool',
    ],
    pattern: 'resource-not-closed',
    advice:
      'Make one client for the life of the process, or defer its Close(): each has a pool, and up to v8 a goroutine that keeps the pool and its connections.',
    before: `func allow(ctx context.Context, addr, token string) (int64, error) {
	client := redis.NewClient(&redis.Options{Addr: addr})
	return client.Incr(ctx, "uses:"+token).Result()
}`,
    after: `func allow(ctx context.Context, client *redis.Client, token string) (int64, error) {
	return client.Incr(ctx, "uses:"+token).Result() // one client, made in main
}`,
  },
  {
    name: 'go-redis PubSub',
    importPath: 'github.com/redis/go-redis/v9',
    kind: 'goroutine',
    functions: [
      'github.com/redis/go-redis/v9.(*channel).initMsgChan',
      'github.com/redis/go-redis/v9.(*channel).initAllChan',
      'github.com/redis/go-redis/v9.(*channel).initHealthCheck',
      'github.com/redis/go-redis/v9.(*Client).Subscribe',
      'github.com/redis/go-redis/v9.(*Client).PSubscribe',
      'github.com/redis/go-redis/v9.(*Client).SSubscribe',
      'github.com/redis/go-redis/v9.(*PubSub).Channel',
      'github.com/redis/go-redis/v9.(*PubSub).Receive',
      'github.com/go-redis/redis/v8.(*channel).initMsgChan',
      'github.com/go-redis/redis/v8.(*channel).initAllChan',
      'github.com/go-redis/redis/v8.(*channel).initHealthCheck',
      'github.com/go-redis/redis/v8.(*Client).Subscribe',
      'github.com/go-redis/redis/v8.(*Client).PSubscribe',
    ],
    pattern: 'resource-not-closed',
    advice:
      'Defer Close() on what Subscribe() returned: each PubSub has a connection with its buffers, and Channel() two goroutines, until the Close; the end of its context is not enough.',
    before: `func next(ctx context.Context, client *redis.Client, room string) *redis.Message {
	answers := client.Subscribe(ctx, room)
	select {
	case answer := <-answers.Channel():
		return answer
	case <-ctx.Done():
		return nil
	}
}`,
    after: `func next(ctx context.Context, client *redis.Client, room string) *redis.Message {
	answers := client.Subscribe(ctx, room)
	defer answers.Close()
	select {
	case answer := <-answers.Channel():
		return answer
	case <-ctx.Done():
		return nil
	}
}`,
  },
  {
    name: 'MongoDB client',
    importPath: 'go.mongodb.org/mongo-driver/mongo',
    kind: 'goroutine',
    functions: [
      'go.mongodb.org/mongo-driver/x/mongo/driver/topology.(*rttMonitor).start',
      'go.mongodb.org/mongo-driver/x/mongo/driver/topology.(*rttMonitor).connect',
      'go.mongodb.org/mongo-driver/x/mongo/driver/topology.(*Server).update',
      'go.mongodb.org/mongo-driver/x/mongo/driver/topology.(*pool).maintain',
      'go.mongodb.org/mongo-driver/x/mongo/driver/topology.(*pool).createConnections',
    ],
    pattern: 'resource-not-closed',
    advice:
      'Connect once for the life of the process and Disconnect() at its end: each client watches every server with goroutines and connections of its own.',
    before: `func count(ctx context.Context, uri string) (int64, error) {
	client, err := mongo.Connect(options.Client().ApplyURI(uri))
	if err != nil {
		return 0, err
	}
	return client.Database("shop").Collection("orders").EstimatedDocumentCount(ctx)
}`,
    after: `func count(ctx context.Context, client *mongo.Client) (int64, error) { // connected in main
	return client.Database("shop").Collection("orders").EstimatedDocumentCount(ctx)
}`,
  },
  {
    name: 'PostgreSQL listener (lib/pq)',
    importPath: 'github.com/lib/pq',
    kind: 'goroutine',
    functions: [
      'github.com/lib/pq.(*Listener).listenerConnLoop',
      'github.com/lib/pq.(*Listener).listenerMain',
      'github.com/lib/pq.(*ListenerConn).listenerConnLoop',
      'github.com/lib/pq.(*ListenerConn).listenerConnMain',
      'github.com/lib/pq.NewDialListener',
    ],
    pattern: 'resource-not-closed',
    advice:
      'Close() the Listener, or keep one and share its Notify channel: each has two goroutines and one of the server’s connections.',
    before: `func next(dsn, channel string) (*pq.Notification, error) {
	changes := pq.NewListener(dsn, time.Second, time.Minute, nil)
	if err := changes.Listen(channel); err != nil {
		return nil, err
	}
	return <-changes.Notify, nil
}`,
    after: `func next(dsn, channel string) (*pq.Notification, error) {
	changes := pq.NewListener(dsn, time.Second, time.Minute, nil)
	defer changes.Close()
	if err := changes.Listen(channel); err != nil {
		return nil, err
	}
	return <-changes.Notify, nil
}`,
  },
  {
    name: 'pgx pool',
    importPath: 'github.com/jackc/pgx/v5/pgxpool',
    kind: 'goroutine',
    functions: [
      'github.com/jackc/pgx/v5/pgxpool.(*Pool).backgroundHealthCheck',
      'github.com/jackc/pgx/v5/pgxpool.NewWithConfig',
      'github.com/jackc/pgx/v5/pgxpool.New',
    ],
    pattern: 'resource-not-closed',
    advice:
      'Make one pool for the life of the process, or defer its Close(): its health check runs, and keeps its connections, until then, whatever becomes of the context.',
    before: `func count(ctx context.Context, dsn string) (n int, err error) {
	pool, err := pgxpool.New(ctx, dsn)
	if err != nil {
		return 0, err
	}
	err = pool.QueryRow(ctx, "select count(*) from orders").Scan(&n)
	return n, err
}`,
    after: `func count(ctx context.Context, pool *pgxpool.Pool) (n int, err error) { // made in main
	err = pool.QueryRow(ctx, "select count(*) from orders").Scan(&n)
	return n, err
}`,
  },
  {
    name: 'NATS subscription',
    importPath: 'github.com/nats-io/nats.go',
    kind: 'goroutine',
    functions: [
      'github.com/nats-io/nats.go.(*Conn).waitForMsgs',
      'github.com/nats-io/nats.go.(*Conn).subscribeLocked',
      'github.com/nats-io/nats.go.(*Conn).subscribe',
    ],
    pattern: 'resource-not-closed',
    advice:
      'Unsubscribe() (or AutoUnsubscribe, or Drain) what Subscribe() returned: each subscription has a goroutine, and messages go on being delivered to it.',
    before: `func next(bus *nats.Conn, room string) []byte {
	messages := make(chan []byte, 1)
	bus.Subscribe(room, func(m *nats.Msg) { messages <- m.Data })
	return <-messages
}`,
    after: `func next(bus *nats.Conn, room string) ([]byte, error) {
	messages, err := bus.SubscribeSync(room)
	if err != nil {
		return nil, err
	}
	defer messages.Unsubscribe()
	message, err := messages.NextMsg(time.Second)
	if err != nil {
		return nil, err
	}
	return message.Data, nil
}`,
  },
  {
    name: 'RabbitMQ channel or consumer',
    importPath: 'github.com/rabbitmq/amqp091-go',
    kind: 'goroutine',
    functions: [
      'github.com/rabbitmq/amqp091-go.(*consumers).buffer',
      'github.com/rabbitmq/amqp091-go.(*consumers).add',
      'github.com/rabbitmq/amqp091-go.(*Connection).Channel',
      'github.com/rabbitmq/amqp091-go.(*Connection).openChannel',
      'github.com/streadway/amqp.(*consumers).buffer',
      'github.com/streadway/amqp.(*Connection).Channel',
    ],
    pattern: 'resource-not-closed',
    advice:
      'Defer Close() on the channel, or Cancel() the consumer: each consumer has a goroutine, and the broker goes on pushing messages to it.',
    before: `func next(bus *amqp.Connection, queue string) (amqp.Delivery, error) {
	channel, err := bus.Channel()
	if err != nil {
		return amqp.Delivery{}, err
	}
	deliveries, err := channel.Consume(queue, "", true, false, false, false, nil)
	return <-deliveries, err
}`,
    after: `func next(bus *amqp.Connection, queue string) (amqp.Delivery, error) {
	channel, err := bus.Channel()
	if err != nil {
		return amqp.Delivery{}, err
	}
	defer channel.Close()
	delivery, _, err := channel.Get(queue, true)
	return delivery, err
}`,
  },
  {
    name: 'gRPC client connection',
    importPath: 'google.golang.org/grpc',
    kind: 'goroutine',
    functions: [
      'google.golang.org/grpc/internal/grpcsync.(*CallbackSerializer).run',
      'google.golang.org/grpc.(*addrConn).resetTransport',
      'google.golang.org/grpc.(*addrConn).resetTransportAndUnlock',
      'google.golang.org/grpc/internal/transport.(*http2Client).reader',
      'google.golang.org/grpc/internal/transport.NewHTTP2Client',
      'google.golang.org/grpc/internal/transport.newHTTP2Client',
      'google.golang.org/grpc.NewClient',
      'google.golang.org/grpc.DialContext',
    ],
    pattern: 'resource-not-closed',
    advice:
      'Make one ClientConn per server for the life of the process (it is safe for concurrent use), or defer its Close(): each has serializers, a reader and a writer that run until then.',
    before: `func isServing(ctx context.Context, target string) (bool, error) {
	conn, err := grpc.NewClient(target, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return false, err
	}
	answer, err := healthpb.NewHealthClient(conn).Check(ctx, &healthpb.HealthCheckRequest{})
	return answer.GetStatus() == healthpb.HealthCheckResponse_SERVING, err
}`,
    after: `func isServing(ctx context.Context, conn *grpc.ClientConn) (bool, error) { // made in main
	answer, err := healthpb.NewHealthClient(conn).Check(ctx, &healthpb.HealthCheckRequest{})
	return answer.GetStatus() == healthpb.HealthCheckResponse_SERVING, err
}`,
  },
  {
    name: 'Kubernetes event broadcaster',
    importPath: 'k8s.io/client-go/tools/record',
    kind: 'goroutine',
    functions: [
      'k8s.io/apimachinery/pkg/watch.(*Broadcaster).loop',
      'k8s.io/client-go/tools/record.(*eventBroadcasterImpl).StartEventWatcher',
      'k8s.io/client-go/tools/record.NewBroadcaster',
    ],
    pattern: 'resource-not-closed',
    advice:
      'Make one EventBroadcaster for the life of the process, or defer its Shutdown(): its loop and its watchers run until then.',
    before: `func recorder(scheme *runtime.Scheme) record.EventRecorder {
	events := record.NewBroadcaster()
	return events.NewRecorder(scheme, corev1.EventSource{Component: "controller"})
}`,
    after: `func recorder(scheme *runtime.Scheme) (record.EventRecorder, func()) {
	events := record.NewBroadcaster()
	return events.NewRecorder(scheme, corev1.EventSource{Component: "controller"}), events.Shutdown
}`,
  },
];
