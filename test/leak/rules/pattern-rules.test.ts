import { describe, expect, test } from 'vitest';
import { accumulationPoint } from '../../../src/leak/accumulation-point.ts';
import { originOf } from '../../../src/leak/frame-origin.ts';
import { enclosingFunction } from '../../../src/leak/function-name.ts';
import type { PatternEvidence } from '../../../src/leak/rules/pattern-rule.ts';
import { matchPattern } from '../../../src/leak/rules/pattern-rules.ts';
import { waitOf } from '../../../src/leak/wait.ts';
import type { Frame } from '../../../src/profile/profile.ts';
import { stackOf } from '../synthetic-replica.ts';

function patternOf(
  text: string,
  {
    kind = 'heap',
    objectBytes = 96,
    related = [],
    primitives = [],
    growsInPlace = false,
    besides = [],
  }: Partial<Pick<PatternEvidence, 'kind' | 'primitives' | 'growsInPlace'>> & {
    objectBytes?: number;
    related?: readonly string[];
    besides?: readonly string[];
  } = {},
) {
  const frames = stackOf(text);
  const withOrigins = (stack: readonly Frame[]) =>
    stack.map((frame) => ({ ...frame, origin: originOf(frame, []) }));
  return matchPattern({
    kind,
    stack: withOrigins(frames),
    besides: besides.map((beside) => withOrigins(stackOf(beside))),
    culprit: enclosingFunction(accumulationPoint(frames, [])?.function ?? ''),
    wait: kind === 'goroutine' ? waitOf(frames) : undefined,
    objectBytes: kind === 'heap' ? objectBytes : undefined,
    relatedCulprits: related,
    primitives,
    growsInPlace,
  });
}

describe('heap stacks', () => {
  test.each([
    { stack: 'context.WithCancel main.(*Worker).start main.main', id: 'context-not-cancelled' },
    {
      stack: 'context.(*cancelCtx).propagateCancel context.withCancel context.WithCancel main.f',
      id: 'context-not-cancelled',
    },
    {
      stack: 'context.WithDeadlineCause context.WithDeadline context.WithTimeout main.f',
      id: 'context-not-cancelled',
    },
    { stack: 'time.newTimer time.NewTicker main.poll', id: 'timer-not-stopped' },
    { stack: 'time.AfterFunc main.(*Session).expire', id: 'timer-not-stopped' },
    { stack: 'os.newFile os.OpenFile os.Open main.load', id: 'resource-not-closed' },
    { stack: 'net/http.(*Transport).dialConn net/http.(*Transport).dialConnFor', id: 'resource-not-closed' },
    {
      stack: 'example.com/shop/events.(*Bus).On example.com/shop/orders.(*tracker).follow',
      id: 'closure-capture',
    },
    { stack: 'example.com/shop/ui.(*Panel).AddListener main.main', id: 'closure-capture' },
    { stack: 'example.com/shop/idempotency.(*Store).Remember main.pay', id: 'cache-unbounded' },
    { stack: 'main.(*priceCache).put main.handle', id: 'cache-unbounded' },
    { stack: 'runtime.mapassign_faststr main.(*counter).bump', id: 'map-retention' },
    { stack: 'internal/runtime/maps.(*table).grow runtime.mapassign main.tally', id: 'map-retention' },
    { stack: 'internal/sync.(*HashTrieMap).Swap sync.(*Map).Store main.tally', id: 'map-retention' },
    { stack: 'main.decode main.main', id: 'heap-growth' },
    { stack: 'runtime.malg runtime.newproc1', id: 'heap-growth' },
    // What lies below the culprit is about the caller, not about what grows.
    { stack: 'main.decode context.WithCancel time.AfterFunc main.main', id: 'heap-growth' },
  ])('$stack: $id', ({ stack, id }) => {
    const pattern = patternOf(stack);
    expect(pattern.id).toBe(id);
    expect(pattern.because).toMatch(/^[A-Z\w(].*\.$/);
  });

  test('single large arrays are slices', () => {
    expect(patternOf('main.load main.main', { objectBytes: 4e6 }).id).toBe('slice-retention');
  });

  test('what the growing objects are put into tells what they are', () => {
    const stack = 'example.com/shop/orders.(*tracker).follow main.main';
    expect(patternOf(stack).id).toBe('heap-growth');
    expect(patternOf(stack, { related: ['example.com/shop/events.(*Bus).On'] }).id).toBe('closure-capture');
    expect(patternOf(stack, { related: ['example.com/shop/store.(*Store).Put'] }).id).toBe('cache-unbounded');
  });
});

describe('goroutine stacks', () => {
  const parked = 'runtime.gopark runtime.selectgo';
  test.each([
    { stack: 'runtime.gopark runtime.chansend runtime.chansend1 main.f.func1', id: 'goroutine-blocked-send' },
    { stack: 'runtime.gopark runtime.chanrecv runtime.chanrecv2 main.f', id: 'goroutine-blocked-receive' },
    { stack: `${parked} main.f`, id: 'goroutine-blocked-select' },
    {
      stack:
        'runtime.gopark runtime.goparkunlock runtime.semacquire1 sync.runtime_SemacquireWaitGroup sync.(*WaitGroup).Wait main.f',
      id: 'goroutine-blocked-lock',
    },
    { stack: 'runtime.gopark time.Sleep main.f', id: 'goroutine-infinite-loop' },
    {
      stack: 'runtime.gopark runtime.netpollblock internal/poll.runtime_pollWait net.(*conn).Read main.f',
      id: 'goroutine-blocked-io',
    },
    { stack: `${parked} database/sql.(*DB).connectionOpener`, id: 'resource-not-closed' },
    { stack: `${parked} database/sql.(*Rows).awaitDone`, id: 'resource-not-closed' },
    { stack: `${parked} database/sql.(*Tx).awaitDone`, id: 'resource-not-closed' },
    { stack: `${parked} net/http.(*persistConn).writeLoop`, id: 'resource-not-closed' },
    { stack: 'runtime.gopark runtime.selectgo os/exec.(*Cmd).watchCtx.func1', id: 'resource-not-closed' },
    { stack: `${parked} io.(*pipe).write io.(*PipeWriter).Write main.f`, id: 'resource-not-closed' },
    // A goroutine below a context's own frame is stuck for its own reason.
    {
      stack: 'runtime.gopark runtime.chanrecv main.f context.AfterFunc.func1',
      id: 'goroutine-blocked-receive',
    },
  ])('$stack: $id', ({ stack, id }) => {
    expect(patternOf(stack, { kind: 'goroutine' }).id).toBe(id);
  });

  test('a lock names what the code called', () => {
    const stack =
      'runtime.gopark runtime.semacquire1 internal/sync.(*Mutex).lockSlow sync.(*Mutex).Lock main.f';
    expect(patternOf(stack, { kind: 'goroutine' }).because).toContain('sync.Mutex.Lock');
  });
});

describe('what is kept beside most of the bytes', () => {
  const decoded =
    'encoding/json.(*decodeState).literalStore encoding/json.Unmarshal main.(*App).hold main.serve';

  test.each([
    { beside: 'time.AfterFunc main.(*App).remind main.(*App).hold main.serve', id: 'timer-not-stopped' },
    { beside: 'context.withCancel context.WithCancel main.(*App).hold', id: 'context-not-cancelled' },
    { beside: 'main.(*App).hold main.serve', id: 'heap-growth' },
    { beside: 'main.keep time.AfterFunc main.(*App).hold', id: 'heap-growth' },
  ])('$beside: $id', ({ beside, id }) => {
    expect(patternOf(decoded, { besides: [beside] }).id).toBe(id);
  });
});

describe('arrays that a library makes for own code', () => {
  test.each(['io.ReadAll main.head main.main', 'bytes.growSlice bytes.(*Buffer).grow main.render'])(
    '%s: slice-retention where they are large, and no pattern of their own where they are not',
    (stack) => {
      expect(patternOf(stack, { objectBytes: 24 * 1024 }).id).toBe('slice-retention');
      expect(patternOf(stack, { objectBytes: 4 * 1024 }).id).toBe('heap-growth');
    },
  );
});

test('no goroutine is called a cache, a slice or a closure, whatever its functions are called', () => {
  const stack = 'runtime.gopark runtime.chanrecv example.com/shop/cache.(*Store).Subscribe bytes.growSlice';
  expect(patternOf(stack, { kind: 'goroutine' }).id).toBe('goroutine-blocked-receive');
});

describe('what a map makes', () => {
  const primitives = [new Map([['map', 1] as const])];

  test.each([
    {
      what: 'full tables of a package’s map',
      stack: 'main.remember main.main',
      objectBytes: 27_264,
      id: 'cache-unbounded',
    },
    {
      what: 'full tables in a method',
      stack: 'main.(*hub).join main.main',
      objectBytes: 27_264,
      id: 'map-retention',
    },
    {
      what: 'many small maps, which are kept themselves',
      stack: 'main.parse main.main',
      objectBytes: 4_864,
      id: 'heap-growth',
    },
    {
      what: 'many small maps in a method',
      stack: 'main.(*hub).parse main.main',
      objectBytes: 608,
      id: 'heap-growth',
    },
  ])('$what: $id', ({ stack, objectBytes, id }) => {
    expect(patternOf(stack, { objectBytes, primitives }).id).toBe(id);
  });
});

describe('what a library opened or runs by itself', () => {
  const dependency = (name: string) => `${name}@/mod/github.com/x/bus@v1.2.0/bus.go:7`;

  test.each([
    { frame: 'github.com/x/bus.(*Conn).SubscribeSync', id: 'resource-not-closed' },
    { frame: 'github.com/x/bus.(*DB).Begin', id: 'resource-not-closed' },
    { frame: 'github.com/x/bus.Open', id: 'resource-not-closed' },
    { frame: 'github.com/x/bus.(*DB).Beginning', id: 'heap-growth' },
    { frame: 'github.com/x/bus.NewMessage', id: 'heap-growth' },
    { frame: 'github.com/x/bus.Decode', id: 'heap-growth' },
  ])('$frame below own code: $id', ({ frame, id }) => {
    expect(patternOf(`${dependency(frame)} main.ask main.main`).id).toBe(id);
  });

  test('goroutines without a frame of the team’s own end when the thing is closed that they serve', () => {
    const foreign = `runtime.gopark runtime.selectgo ${dependency('github.com/x/bus.(*Conn).pump')}`;
    expect(patternOf(foreign, { kind: 'goroutine' }).id).toBe('resource-not-closed');
    expect(patternOf(`${foreign} main.serve`, { kind: 'goroutine' }).id).toBe('goroutine-blocked-select');
  });
});
