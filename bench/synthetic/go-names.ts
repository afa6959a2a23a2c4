/** A package as its functions and files are named. */
export type Source = {
  readonly path: string;
  readonly directory: string;
  readonly types: readonly [string, ...string[]];
};

const own = (name: string, ...types: [string, ...string[]]): Source => ({
  path: `example.com/shop/internal/${name}`,
  directory: `/src/internal/${name}`,
  types,
});
const standard = (path: string, ...types: [string, ...string[]]): Source => ({
  path,
  directory: `/usr/local/go/src/${path}`,
  types,
});
/** A package of a module, `below` it. */
const module = (
  path: string,
  { version, below = '' }: { readonly version: string; readonly below?: string },
  ...types: [string, ...string[]]
): Source => ({
  path: `${path}${below}`,
  directory: `/root/go/pkg/mod/${path}@${version}${below}`,
  types,
});

export const sources: readonly [Source, ...Source[]] = [
  own('payments', 'Ledger', 'Refund', 'Settlement', 'Journal'),
  own('orders', 'Cart', 'Order', 'Tracker', 'Shipment'),
  own('catalog', 'Product', 'Search', 'Facet', 'Price'),
  own('customers', 'Profile', 'Address', 'Visit'),
  own('platform/storage', 'Repository', 'Transaction', 'Cache'),
  standard('net/http', 'Transport', 'persistConn', 'response', 'Request'),
  standard('encoding/json', 'Decoder', 'encodeState', 'structFields'),
  standard('database/sql', 'DB', 'Rows', 'Stmt', 'driverConn'),
  standard('bytes', 'Buffer', 'Reader'),
  standard('crypto/tls', 'Conn', 'halfConn', 'clientHelloMsg'),
  module('github.com/jackc/pgx/v5', { version: 'v5.7.1' }, 'Conn', 'Batch', 'baseRows'),
  module(
    'github.com/prometheus/client_golang',
    { version: 'v1.20.5', below: '/prometheus' },
    'Registry',
    'MetricVec',
    'histogram',
  ),
  module('github.com/redis/go-redis/v9', { version: 'v9.7.0' }, 'Client', 'Pipeline', 'baseCmd'),
  module(
    'go.opentelemetry.io/otel/sdk',
    { version: 'v1.32.0', below: '/trace' },
    'recordingSpan',
    'batchSpanProcessor',
  ),
];

export type PlacedFrame = { readonly name: string; readonly file: string; readonly line: number };

const frame = (name: string, file: string, line: number): PlacedFrame => ({ name, file, line });

const goSource = '/usr/local/go/src';
const grpc = '/root/go/pkg/mod/google.golang.org/grpc@v1.68.0';

export const leakingFrame = frame(
  'example.com/shop/internal/payments.(*Ledger).remember',
  '/src/internal/payments/ledger.go',
  118,
);

/** What all stacks of a service begin with, leaf first. */
export const rootChains: readonly (readonly PlacedFrame[])[] = [
  [
    frame(
      'example.com/shop/internal/platform/web.Recover.func1',
      '/src/internal/platform/web/recover.go',
      31,
    ),
    frame('net/http.HandlerFunc.ServeHTTP', `${goSource}/net/http/server.go`, 2286),
    frame('net/http.(*ServeMux).ServeHTTP', `${goSource}/net/http/server.go`, 2828),
    frame('net/http.serverHandler.ServeHTTP', `${goSource}/net/http/server.go`, 3311),
    frame('net/http.(*conn).serve', `${goSource}/net/http/server.go`, 2067),
  ],
  [
    frame('google.golang.org/grpc.(*Server).processUnaryRPC', `${grpc}/server.go`, 1394),
    frame('google.golang.org/grpc.(*Server).handleStream', `${grpc}/server.go`, 1805),
    frame('google.golang.org/grpc.(*Server).serveStreams.func2.1', `${grpc}/server.go`, 1029),
  ],
  [
    frame(
      'example.com/shop/internal/platform/queue.(*Worker).Run',
      '/src/internal/platform/queue/worker.go',
      58,
    ),
    frame(
      'golang.org/x/sync/errgroup.(*Group).Go.func1',
      '/root/go/pkg/mod/golang.org/x/sync@v0.9.0/errgroup/errgroup.go',
      78,
    ),
  ],
  [
    frame('main.main', '/src/cmd/shop/main.go', 44),
    frame('runtime.main', `${goSource}/runtime/proc.go`, 283),
  ],
];
