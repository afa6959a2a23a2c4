import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { describeFinding } from '../../src/leak/describe-finding.ts';
import { knownLibraries } from '../../src/leak/libraries/known-libraries.ts';
import { comparableName, knownLibraryOf } from '../../src/leak/libraries/known-library-of.ts';
import { type ServiceLibrary, serviceLibraryOf } from '../../src/leak/libraries/service-library.ts';
import { patternIds } from '../../src/leak/pattern.ts';
import type { Frame } from '../../src/profile/profile.ts';

type CapturedStack = { readonly service: string; readonly kind: string; readonly stack: readonly string[] };

/** Growing stacks of the programs in `lab/services/libraries`, as their profiles showed them. */
const captured: readonly CapturedStack[] = JSON.parse(
  readFileSync(new URL('../fixtures/library-stacks.json', import.meta.url), 'utf8'),
).stacks;

/** What the stacks of a service that show a function must be recognised as; undefined where only own code allocates. */
const expected: readonly (readonly [service: string, shows: RegExp, library: string | undefined])[] = [
  ['invoices', /writerScanner/, 'logrus Writer'],
  ['archive', /millRun/, 'lumberjack Logger'],
  ['journal', /flushLoop|initialize/, 'zap BufferedWriteSyncer'],
  ['permissions', /NewLRU/, 'expirable LRU'],
  ['permissions', /\(\*LRU\[.*\.Add/, undefined],
  ['suggestions', /ristretto/, 'ristretto cache'],
  ['reports', /newBigCache/, 'bigcache'],
  ['places', /lookUp/, undefined],
  ['gateway', /getOrCreateMetricWithLabelValues/, 'Prometheus metric with unbounded labels'],
  ['images', /computeDistinctFixed/, 'OpenTelemetry metric with unbounded attributes'],
  ['checkout', /NewMeter/, 'go-metrics Meter'],
  ['traces', /\(\*worker\)\.start/, 'OpenCensus Meter'],
  ['tokens', /reaper/, 'go-redis client'],
  ['members', /initMsgChan|initHealthCheck|\(\*Client\)\.Subscribe/, 'go-redis PubSub'],
  ['notifier', /istener/, 'PostgreSQL listener (lib/pq)'],
  ['dashboards', /backgroundHealthCheck/, 'pgx pool'],
  ['chat', /waitForMsgs/, 'NATS subscription'],
  ['fulfilment', /buffer/, 'RabbitMQ channel or consumer'],
  ['branches', /CallbackSerializer|http2Client|newHTTP2Client/, 'gRPC client connection'],
  ['settings', /readEvents/, 'fsnotify Watcher'],
  ['mailer', /purgeStaleWorkers|ticktock/, 'ants Pool'],
  ['webhooks', /\(\*Ticker\)\.send/, 'backoff Ticker'],
  ['reminders', /\(\*Cron\)\.run/, 'cron scheduler'],
  ['telemetry', /startStreamDecoder/, 'zstd Decoder'],
  ['imports', /leveldb/, 'goleveldb database'],
  ['sessions', /loadProfile/, undefined],
  ['statements', /connectionOpener|connectionCleaner/, 'sql.DB'],
  ['shipments', /awaitDone/, 'sql.Rows'],
  ['shipments', /watchCancel/, 'connection of a database/sql pool'],
  ['wallets', /awaitDone/, 'sql.Tx'],
  ['wallets', /startWatcher/, 'connection of a database/sql pool'],
  ['stock', /prepareDC/, 'sql.Stmt'],
  ['stock', /WriteString/, undefined],
  ['weather', /readLoop/, 'HTTP response body'],
  ['weather', /writeLoop/, 'connection of an http.Transport'],
  ['partners', /readLoop/, 'idle connection of an http.Transport'],
  ['partners', /writeLoop/, 'connection of an http.Transport'],
  ['thumbnails', /watchCtx/, 'command that was started and not waited for'],
  ['forms', /StructOf/, 'struct type made by reflect.StructOf'],
  ['forms', /typeFields/, undefined],
];

describe('real stacks', () => {
  it.each(expected)('of %s that show %s are recognised as %s', (service, shows, library) => {
    const stacks = captured.filter((each) => isOf(each, service, shows));

    expect(stacks).not.toEqual([]);
    for (const { stack } of stacks) expect(knownLibraryOf(stack.map(frameOf))?.name).toBe(library);
  });

  it('are each looked at by the table above', () => {
    const forgotten = captured.filter(
      (each) => !expected.some(([service, shows]) => isOf(each, service, shows)),
    );

    expect(forgotten).toEqual([]);
  });
});

describe('a known library', () => {
  const own = 'example.com/shop/chat.(*Room).next.func1 example.com/shop/chat/room.go:12';
  const nats =
    'github.com/nats-io/nats%2ego.(*Conn).waitForMsgs github.com/nats-io/nats.go@v1.55.0/nats.go:3420';
  const pipe = 'io.(*pipe).write io/pipe.go:86';
  it.each([
    { what: 'not blamed for own code that it calls', stack: [own, nats], library: undefined },
    { what: 'found above own code', stack: [pipe, own], library: 'io.Pipe' },
    {
      what: 'found by a closure of an instantiated generic function',
      stack: ['github.com/hashicorp/golang-lru/v2/expirable.NewLRU[string,[]int].func1 x.go:1'],
      library: 'expirable LRU',
    },
    {
      what: 'found in another major version',
      stack: [
        'github.com/cenkalti/backoff/v5.(*Ticker).run github.com/cenkalti/backoff/v5@v5.0.3/ticker.go:60',
      ],
      library: 'backoff Ticker',
    },
    {
      what: 'found in a version without a suffix',
      stack: [
        'github.com/allegro/bigcache.newBigCache.func1 github.com/allegro/bigcache@v1.2.1/bigcache.go:90',
      ],
      library: 'bigcache',
    },
    {
      what: 'not a loop that allocated an answer which somebody else keeps',
      stack: [
        'net/textproto.readMIMEHeader net/textproto/reader.go:1',
        'net/http.(*persistConn).readLoop net/http/transport.go:1',
      ],
      library: undefined,
    },
    {
      what: 'found by what it allocates for a new connection',
      stack: [
        'bufio.NewReaderSize bufio/bufio.go:1',
        'net/http.(*Transport).dialConn net/http/transport.go:1',
      ],
      library: 'connection of an http.Transport',
    },
    {
      what: 'not its namesake in another module',
      stack: ['example.com/fork/cron.(*Cron).run example.com/fork/cron@v1.0.0/cron.go:1'],
      library: undefined,
    },
  ])('is $what', ({ stack, library }) => {
    expect(knownLibraryOf(stack.map(frameOf))?.name).toBe(library);
  });

  it('is not seen in an empty stack', () => {
    expect(knownLibraryOf([])).toBeUndefined();
  });
});

describe('a library of the services file', () => {
  const house: ServiceLibrary = {
    name: 'house cache',
    functions: ['cache.(*Cache).sweep', 'cache.New.func2'],
    kind: undefined,
    pattern: 'resource-not-closed',
    advice: 'Close() the cache.',
    code: undefined,
  };
  const sweep = 'example.com/platform/cache.(*Cache).sweep x.go:1';
  const own = 'example.com/shop.handle shop.go:1';

  it.each([
    { what: 'found by a part of a name', stack: [sweep], found: true },
    { what: 'found below own code, which it may be itself', stack: [own, sweep, own], found: true },
    { what: 'found by a closure', stack: ['example.com/platform/cache.New.func2 x.go:1'], found: true },
    {
      what: 'found under type arguments',
      stack: ['example.com/platform/cache.(*Cache[go.shape.int]).sweep x.go:1'],
      found: true,
    },
    { what: 'told by case', stack: ['example.com/platform/Cache.(*cache).sweep x.go:1'], found: false },
    { what: 'not seen in other code', stack: [own], found: false },
    { what: 'not seen in an empty stack', stack: [], found: false },
  ])('is $what', ({ stack, found }) => {
    const library = serviceLibraryOf({ kind: 'goroutine', stack: stack.map(frameOf) }, [house]);
    expect(library).toBe(found ? house : undefined);
  });

  it('answers for the kind that it names only', () => {
    const heapOnly: ServiceLibrary = { ...house, kind: 'heap' };
    const stack = [frameOf(sweep)];
    expect(serviceLibraryOf({ kind: 'goroutine', stack }, [heapOnly])).toBeUndefined();
    expect(serviceLibraryOf({ kind: 'heap', stack }, [heapOnly])).toBe(heapOnly);
  });

  it('comes before those behind it in the file', () => {
    const later = { ...house, name: 'later' };
    expect(serviceLibraryOf({ kind: 'heap', stack: [frameOf(sweep)] }, [house, later])).toBe(house);
  });

  it('wins over the table, and gives the finding its pattern', () => {
    const line =
      'github.com/nats-io/nats%2ego.(*Conn).waitForMsgs github.com/nats-io/nats.go@v1.55.0/nats.go:3420';
    const renamed: ServiceLibrary = {
      ...house,
      functions: ['nats.go.(*Conn).waitForMsgs'],
      pattern: 'cache-unbounded',
    };
    const describedWith = (libraries: readonly ServiceLibrary[]) =>
      describeFinding({
        kind: 'goroutine',
        verdict: 'leak',
        confidence: 0.9,
        growth: { amount: 10, interval95: [5, 15] },
        atHead: 10,
        replicas: ['one'],
        culpritName: 'main.main',
        stack: [frameOf(line)],
        besides: [],
        objectBytes: undefined,
        wait: 'receive',
        primitives: [],
        growsInPlace: false,
        createdBy: undefined,
        facts: [],
        relatedCulprits: [],
        neededFactor: undefined,
        code: { modulePrefixes: [], libraries },
      });
    expect(describedWith([]).facts[0]).toMatchObject({ library: { name: 'NATS subscription' } });
    expect(describedWith([renamed])).toMatchObject({
      pattern: 'cache-unbounded',
      facts: [{ kind: 'library', library: renamed }],
    });
  });
});

describe('the table', () => {
  const snippets = knownLibraries.flatMap(({ name, before, after }) => [
    ...(before === undefined ? [] : [{ name: `${name} (before)`, code: before }]),
    ...(after === undefined ? [] : [{ name: `${name} (after)`, code: after }]),
  ]);

  it('gives each library one name', () => {
    const names = knownLibraries.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it('lets a function belong to two libraries only where other frames decide', () => {
    const certain = knownLibraries.filter(({ besides }) => besides === undefined);
    const functions = certain.flatMap((library) => [...new Set(library.functions.map(comparableName))]);
    expect(functions.filter((each, index) => functions.indexOf(each) !== index)).toEqual([]);
  });

  it.each(knownLibraries)('names functions of $name in full, without closures', ({ functions }) => {
    expect(functions).not.toEqual([]);
    for (const name of functions) {
      expect(name).toMatch(/^[\w./-]+\.(\(\*\w+\)\.)?\w+$/);
      expect(name).not.toMatch(/\.func\d|\[/);
    }
  });

  it.each(knownLibraries)('advises about $name in a sentence', ({ advice, pattern, before, after }) => {
    expect(advice).toMatch(/^[A-Z][^\n]{40,260}\.$/);
    expect(patternIds).toContain(pattern);
    expect(before === undefined).toBe(after === undefined);
    if (before !== undefined) expect(after).not.toBe(before);
  });

  it.each(snippets)('shows $name in few short lines', ({ code }) => {
    const lines = code.replaceAll('\t', '    ').split('\n');
    expect(lines.length).toBeLessThanOrEqual(25);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
    expect(code).not.toContain('`');
    expect(code).toBe(code.trim());
  });
});

function isOf({ service, stack }: CapturedStack, wanted: string, shows: RegExp): boolean {
  return service === wanted && stack.some((line) => shows.test(line.split(' ')[0] ?? ''));
}

/** `function file:line`, as the fixture and this file write a frame. */
function frameOf(text: string): Frame {
  const match = text.match(/^(\S+) (\S+):(\d+)$/);
  if (match === null) throw new Error(`not a frame: ${text}`);
  const [, name = '', file = '', line = ''] = match;
  return { function: name, file, line: Number(line) };
}
