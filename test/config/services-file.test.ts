import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ConfigError, type ConfigProblem } from '../../src/config/config-error.ts';
import { parseServicesFile, type ServicesFileContext } from '../../src/config/services-file.ts';

const secret = 's3cr3t-t0ken-9f8e7d';
const env = { PAYMENTS_TOKEN: secret, EMPTY: '', WITH_BREAK: `${secret}\n`, CA_PEM: undefined };

const full = `
services:
  payments:
    targets:
      - http://10.0.0.7:6060
      - { url: http://10.0.0.8:6060/debug/pprof/, name: payments-2 }
    headers: { Authorization: "Bearer \${PAYMENTS_TOKEN}", X-Price: "5$$" }
    channels: [C0123456789]
    owner: { userGroup: S0123, channel: C0456, label: payments on-call }
    memoryLimit: 512MiB
    defaultWindow: 10m
    modulePrefix: github.com/acme/payments
    attachProfiles: false
    captures: 7
    gc: false
    resolvedAfter: 2
`;

function problemsOf(text: string, context?: ServicesFileContext): readonly ConfigProblem[] {
  return errorOf(text, context).problems;
}

/** The error for a text that must be refused, after looking for the secret in everything that could be printed of it. */
function errorOf(text: string, context?: ServicesFileContext): ConfigError {
  let error: unknown;
  try {
    parseServicesFile(text, env, context);
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(ConfigError);
  expect(inspect(error, { depth: 20, showHidden: true }) + JSON.stringify(error)).not.toContain(secret);
  return error as ConfigError;
}

/** A file with one service that has a target and the given line. */
function service(line: string): string {
  return `services:\n  payments:\n    targets: [http://10.0.0.7:6060]\n    ${line}\n`;
}

function targets(...lines: string[]): string {
  return ['services:', '  payments:', '    targets:', ...lines.map((line) => `      - ${line}`)].join('\n');
}

describe('a services file', () => {
  it('gives every setting of a service', () => {
    expect(parseServicesFile(full, env)).toEqual({
      services: [
        {
          name: 'payments',
          targets: [
            {
              name: '10.0.0.7:6060',
              url: 'http://10.0.0.7:6060/debug/pprof/',
              headers: { Authorization: `Bearer ${secret}`, 'X-Price': '5$' },
              tlsCa: undefined,
            },
            {
              name: 'payments-2',
              url: 'http://10.0.0.8:6060/debug/pprof/',
              headers: { Authorization: `Bearer ${secret}`, 'X-Price': '5$' },
              tlsCa: undefined,
            },
          ],
          channels: ['C0123456789'],
          permissions: {},
          checkLimit: { checks: 6, windowMs: 600_000 },
          owner: { userGroup: 'S0123', channel: 'C0456', label: 'payments on-call' },
          memoryLimitBytes: 512 * 1024 * 1024,
          defaultWindowMs: 600_000,
          modulePrefixes: ['github.com/acme/payments'],
          libraries: [],
          attachProfiles: false,
          captures: 7,
          gc: false,
          resolvedAfter: 2,
        },
      ],
      libraries: [],
      access: { admins: undefined, permissions: {}, personLimit: { checks: 10, windowMs: 600_000 } },
      digests: [],
    });
  });

  it('needs no more than a target', () => {
    const [payments] = parseServicesFile(
      'services: { payments: { targets: [http://localhost:6060] } }',
      {},
    ).services;
    expect(payments).toEqual({
      name: 'payments',
      targets: [
        { name: 'localhost:6060', url: 'http://localhost:6060/debug/pprof/', headers: {}, tlsCa: undefined },
      ],
      channels: undefined,
      permissions: {},
      checkLimit: { checks: 6, windowMs: 600_000 },
      owner: undefined,
      memoryLimitBytes: undefined,
      defaultWindowMs: 300_000,
      modulePrefixes: [],
      libraries: [],
      attachProfiles: true,
      captures: undefined,
      gc: true,
    });
  });

  it('keeps the order of its services', () => {
    const text = 'services: { zebra: { targets: [http://z] }, api: { targets: [http://a] } }';
    expect(parseServicesFile(text, {}).services.map(({ name }) => name)).toEqual(['zebra', 'api']);
  });

  it('lets a service take the place of each default', () => {
    const text = `
defaults:
  headers: { authorization: common, X-Team: core }
  defaultWindow: 2m
  attachProfiles: false
  captures: 4
  gc: false
  memoryLimit: 1GB
services:
  own: { targets: [http://a:1], headers: { Authorization: own }, defaultWindow: 1m, attachProfiles: true, captures: 20, gc: true }
  common: { targets: [http://b:1] }`;
    const [own, common] = parseServicesFile(text, {}).services;
    expect(own?.targets[0]?.headers).toEqual({ 'X-Team': 'core', Authorization: 'own' });
    expect(own).toMatchObject({
      defaultWindowMs: 60_000,
      attachProfiles: true,
      captures: 20,
      gc: true,
      memoryLimitBytes: 1_000_000_000,
    });
    expect(common?.targets[0]?.headers).toEqual({ authorization: 'common', 'X-Team': 'core' });
    expect(common).toMatchObject({ defaultWindowMs: 120_000, attachProfiles: false, captures: 4, gc: false });
  });

  it('gives every target a name of its own', () => {
    const text = targets(
      'http://10.0.0.7:6060',
      'http://10.0.0.7:6060/other/',
      '{ url: "http://10.0.0.9:6060", name: "10.0.0.7:6060-2" }',
      'http://10.0.0.7:6060/third/',
    );
    const names = parseServicesFile(text, {}).services[0]?.targets.map(({ name }) => name);
    expect(names).toEqual(['10.0.0.7:6060', '10.0.0.7:6060-3', '10.0.0.7:6060-2', '10.0.0.7:6060-4']);
  });

  it('may repeat a part by an alias', () => {
    const text = `services:\n  a: { targets: [http://a:1], owner: &o { channel: C0456 } }\n  b: { targets: [http://b:1], owner: *o }`;
    const owners = parseServicesFile(text, {}).services.map(({ owner }) => owner);
    expect(owners).toEqual([
      { userGroup: undefined, channel: 'C0456', label: 'the owner of a' },
      { userGroup: undefined, channel: 'C0456', label: 'the owner of b' },
    ]);
  });
});

describe('a url', () => {
  it.each([
    ['http://10.0.0.7:6060', 'http://10.0.0.7:6060/debug/pprof/'],
    ['http://10.0.0.7:6060/', 'http://10.0.0.7:6060/debug/pprof/'],
    ['HTTP://Payments.internal', 'http://payments.internal/debug/pprof/'],
    ['https://payments.internal/admin/pprof', 'https://payments.internal/admin/pprof/'],
    ['http://[::1]:6060/debug/pprof', 'http://[::1]:6060/debug/pprof/'],
    ['http://127.0.0.1:6060/debug/pprof/', 'http://127.0.0.1:6060/debug/pprof/'],
  ])('%s leads to %s', (url, base) => {
    expect(parseServicesFile(targets(JSON.stringify(url)), {}).services[0]?.targets[0]?.url).toBe(base);
  });

  it.each([
    ['10.0.0.7:6060', 'does not begin with http'],
    ['localhost:6060', 'does not begin with http'],
    ['ftp://10.0.0.7', 'does not begin with http'],
    ['file:///etc/passwd', 'does not begin with http'],
    ['http://', 'is not a url'],
    ['http://10.0.0.7:99999', 'is not a url'],
    [`http://\${HOST}:6060`, 'holds a variable'],
    ['http://a b:6060', 'is not a url'],
    ['http://a{b}:6060', 'is not a url'],
    [`http://user:${secret}@10.0.0.7:6060`, '`headers`'],
    [`http://${secret}@10.0.0.7:6060`, '`headers`'],
    [`http://10.0.0.7:6060/?token=${secret}`, 'has a query'],
    ['http://10.0.0.7:6060/?', 'has a query'],
    ['http://10.0.0.7:6060/#heap', 'a fragment'],
    ['http://10.0.0.7:6060/debug/pprof/heap', 'leave `heap` out'],
    ['http://169.254.169.254/', 'link-local'],
    ['http://2852039166/', 'link-local'],
    ['http://[::ffff:169.254.169.254]/', 'in disguise'],
    ['', 'has no value'],
  ])('%s is refused: %s', (url, says) => {
    const [problem, ...more] = problemsOf(targets(JSON.stringify(url)));
    expect(more).toEqual([]);
    expect(problem?.path).toBe('services.payments.targets[0]');
    expect(problem?.message).toContain(says);
    expect(problem?.line).toBe(4);
  });
});

describe('a setting that cannot be used', () => {
  it.each([
    ['memoryLimit: 0', 'services.payments.memoryLimit', 'not above 0', '0'],
    ['memoryLimit: -5', 'services.payments.memoryLimit', 'not a size', '-5'],
    ['memoryLimit: 5 parsecs', 'services.payments.memoryLimit', 'not a size', '"5 parsecs"'],
    ['defaultWindow: 5s', 'services.payments.defaultWindow', 'too short', '"5s"'],
    ['defaultWindow: 25h', 'services.payments.defaultWindow', 'too long', '"25h"'],
    ['defaultWindow: 300', 'services.payments.defaultWindow', 'no unit', '300'],
    ['defaultWindow:', 'services.payments.defaultWindow', 'no value', undefined],
    ['channels: ["#general"]', 'services.payments.channels[0]', 'not the id of a channel', '"?…"'],
    ['channels: [general]', 'services.payments.channels[0]', 'not the id of a channel', '"general"'],
    ['channels: []', 'services.payments.channels', 'missing or empty', 'a list'],
    ['channels: C0123456789', 'services.payments.channels', 'is not a list', '"C0123456789"'],
    ['owner: {}', 'services.payments.owner', 'names no one', undefined],
    ['owner: { label: x }', 'services.payments.owner', 'names no one', undefined],
    [
      'owner: { userGroup: "@payments" }',
      'services.payments.owner.userGroup',
      'not the id of a user group',
      '"…@payments"',
    ],
    [
      'owner: { channel: C0456, lable: x }',
      'services.payments.owner.lable',
      'did you mean `label`?',
      undefined,
    ],
    ['owner: payments', 'services.payments.owner', 'is a string', undefined],
    [
      'modulePrefix: "github.com/a b"',
      'services.payments.modulePrefix[0]',
      'not an import path',
      '"github.com/a b"',
    ],
    ['attachProfiles: "no"', 'services.payments.attachProfiles', 'neither true nor false', '"no"'],
    ['captures: 3', 'services.payments.captures', 'too few', '3'],
    ['captures: 61', 'services.payments.captures', 'too many', '61'],
    ['captures: 5.5', 'services.payments.captures', 'not a whole number', '5.5'],
    ['captures: "9"', 'services.payments.captures', 'not a whole number', '"9"'],
    ['captures:', 'services.payments.captures', 'no value', undefined],
    ['gc: off', 'services.payments.gc', 'neither true nor false', '"off"'],
    ['resolvedAfter: 0', 'services.payments.resolvedAfter', 'is too few', '0'],
    ['resolvedAfter: 51', 'services.payments.resolvedAfter', 'is too many', '51'],
    ['resolvedAfter: 1.5', 'services.payments.resolvedAfter', 'is not a number of checks', '1.5'],
    ['resolvedAfter: often', 'services.payments.resolvedAfter', 'is not a number of checks', '"often"'],
    ['gc: 0', 'services.payments.gc', 'neither true nor false', '0'],
    ['memorylimit: 5MB', 'services.payments.memorylimit', 'did you mean `memoryLimit`?', undefined],
    ['colour: red', 'services.payments.colour', 'is not a known key', undefined],
    ['headers: { "": x }', 'services.payments.headers.', 'empty header name', undefined],
    ['headers: { "X Y": x }', 'services.payments.headers.X Y', 'is not a header name', undefined],
    ['headers: { A: x, a: y }', 'services.payments.headers.a', 'written twice', undefined],
    [
      'headers: { Accept-Encoding: gzip }',
      'services.payments.headers.Accept-Encoding',
      'leakcheck itself',
      undefined,
    ],
    [`headers: "Bearer ${secret}"`, 'services.payments.headers', 'not a map', undefined],
    [`headers: ["${secret}"]`, 'services.payments.headers', 'not a map', undefined],
    [`headers: { A: ["${secret}"] }`, 'services.payments.headers.A', 'must be a text', undefined],
    [
      `headers: { A: "\${NOT_SET}" }`,
      'services.payments.headers.A',
      'variable NOT_SET, which is not set',
      undefined,
    ],
    [`headers: { A: "\${EMPTY}" }`, 'services.payments.headers.A', 'variable EMPTY', undefined],
    [`headers: { A: "$HOME ${secret}" }`, 'services.payments.headers.A', 'begins no variable', undefined],
    [
      `headers: { A: "\${PAYMENTS_TOKEN:-x}" }`,
      'services.payments.headers.A',
      'begins no variable',
      undefined,
    ],
    [`headers: { A: "\${constructor}" }`, 'services.payments.headers.A', 'not set', undefined],
    [`headers: { A: "\${WITH_BREAK}" }`, 'services.payments.headers.A', 'line break', undefined],
    ['tls: {}', 'services.payments.tls', 'names no authority', undefined],
    ['tls: { ca: /no/such.pem }', 'services.payments.tls.ca', 'cannot be read (ENOENT)', '"/no/such.pem"'],
    ['tls: { caFromEnv: CA_PEM }', 'services.payments.tls.caFromEnv', 'not set', '"CA_PEM"'],
    ['tls: { caFromEnv: PAYMENTS_TOKEN }', 'services.payments.tls.caFromEnv', 'certificate', '(hidden)'],
    [`Authorization: Bearer ${secret}`, 'services.payments.Authorization', 'is not a known key', undefined],
  ])('%s is told at %s: %s', (line, path, says, value) => {
    const [problem, ...more] = problemsOf(service(line));
    expect(more).toEqual([]);
    expect(problem).toMatchObject({ path, line: 4 });
    expect(problem?.message).toContain(says);
    expect(problem?.value).toBe(value);
  });

  it('says how to find the id of a channel', () => {
    expect(problemsOf(service('channels: ["#general"]'))[0]?.allowed).toContain("open the channel's details");
  });
});

describe('a file that is wrong as a whole', () => {
  it.each([
    ['', 'missing or empty'],
    ['# nothing yet', 'missing or empty'],
    ['services:', 'missing or empty'],
    ['services: {}', 'names no service'],
    ['services: [payments]', 'is a list'],
    ['just text', 'is a string'],
    ['service: {}\nservices: { a: { targets: [http://a:1] } }', 'did you mean `services`?'],
    ['services: { a: {} }', 'missing or empty'],
    ['services: { a: { targets: [] } }', 'missing or empty'],
    [`services: { Authorization: "Bearer ${secret}" }`, 'is a string'],
    ['services: { "-x": { targets: [http://a:1] } }', 'not a name for a service'],
    ['services: { "a b": { targets: [http://a:1] } }', 'not a name for a service'],
    ['services: { __proto__: { targets: [http://a:1] } }', 'not a name for a service'],
    ['services:\n  a: { targets: [http://a:1] }\n  A: { targets: [http://b:1] }', 'case does not tell'],
    ['services:\n  a: { targets: [http://a:1] }\n  a: { targets: [http://b:1] }', 'a second time'],
    ['services:\n\ta: 1', 'tab'],
    [`services: { a: "${secret}`, 'lacks a character'],
    [`a: b\n  ${secret}: x: y\n`, ''],
    [`a: !!foo ${secret}`, 'tag'],
    ['services: { a: *nothing }', ''],
    ['a: 1\n---\nb: 2', 'second document'],
    ['#'.repeat(2 ** 20 + 1), 'larger than'],
  ])('is refused: %.60j', (text, says) => {
    const problems = problemsOf(text);
    expect(problems.map(({ message }) => message).join('\n')).toContain(says);
  });

  it('is refused at once when its aliases would grow beyond measure', () => {
    const levels = Array.from({ length: 12 }, (_, level) =>
      level === 0
        ? 'a0: &a0 [x]'
        : `a${level}: &a${level} [${Array(9)
            .fill(`*a${level - 1}`)
            .join(', ')}]`,
    );
    const started = performance.now();
    expect(problemsOf(levels.join('\n'))[0]?.message).toContain('by alias');
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});

describe('libraries', () => {
  const text = `
libraries:
  - name: acme session pool
    functions: [acme/session.(*Pool).refresh, session.newPool]
    advice: Close() the pool when its session ends.
services:
  payments:
    targets: [http://a:1]
    libraries:
      - name: house cache
        functions: ["cache.(*Cache).put"]
        kind: heap
        pattern: cache-unbounded
        advice: Give the cache a bound.
        before: |
          c := cache.New()
        after: |
          c := cache.New(cache.Max(1000))
  orders:
    targets: [http://b:1]
`;
  const pool = {
    name: 'acme session pool',
    functions: ['acme/session.(*Pool).refresh', 'session.newPool'],
    kind: undefined,
    pattern: 'resource-not-closed',
    advice: 'Close() the pool when its session ends.',
    code: undefined,
  };

  it('of a service come before those of all services', () => {
    const { services, libraries } = parseServicesFile(text, {});
    expect(libraries).toEqual([pool]);
    expect(services[1]?.libraries).toEqual([pool]);
    expect(services[0]?.libraries).toEqual([
      {
        name: 'house cache',
        functions: ['cache.(*Cache).put'],
        kind: 'heap',
        pattern: 'cache-unbounded',
        advice: 'Give the cache a bound.',
        code: { before: 'c := cache.New()', after: 'c := cache.New(cache.Max(1000))' },
      },
      pool,
    ]);
  });

  const entry = 'name: x, functions: [session.newPool], advice: Close it.';

  it.each([
    ['{}', 'libraries', 'is not a list', undefined],
    ['[]', 'libraries', 'is missing or empty', 'at least one library'],
    ['[{ functions: [abc], advice: x }]', 'libraries[0].name', 'has no value', undefined],
    ['[{ name: x, advice: x }]', 'libraries[0].functions', 'is missing or empty', 'session.(*Pool).refresh'],
    ['[{ name: x, functions: [], advice: x }]', 'libraries[0].functions', 'missing or empty', undefined],
    ['[{ name: x, functions: [ab], advice: x }]', 'libraries[0].functions[0]', 'not a part', '3 to 200'],
    ['[{ name: x, functions: ["a b c"], advice: x }]', 'libraries[0].functions[0]', 'not a part', undefined],
    [
      `[{ name: x, functions: [${Array(21).fill('abc').join(', ')}], advice: x }]`,
      'libraries[0].functions',
      'has 21 entries',
      'up to 20',
    ],
    ['[{ name: x, functions: [abc] }]', 'libraries[0].advice', 'has no value', undefined],
    [`[{ ${entry}, advise: y }]`, 'libraries[0].advise', 'did you mean `advice`?', 'pattern'],
    [`[{ ${entry}, kind: stack }]`, 'libraries[0].kind', 'none of those known', 'goroutine, heap'],
    [`[{ ${entry}, pattern: leak }]`, 'libraries[0].pattern', 'none of those known', 'cache-unbounded'],
    [`[{ ${entry}, before: x }]`, 'libraries[0].before', 'without `after`', 'both'],
    [`[{ ${entry}, after: x }]`, 'libraries[0].after', 'without `before`', 'both'],
    [
      `[{ ${entry}, before: ${'x'.repeat(1501)}, after: y }]`,
      'libraries[0].before',
      'not a short piece',
      '1500',
    ],
  ])('%.60s are refused at %s: %s', (value, path, says, allowed) => {
    const whole = `services: { a: { targets: [http://a:1] } }\nlibraries: ${value}\n`;
    for (const [problems, at, line] of [
      [problemsOf(service(`libraries: ${value}`)), `services.payments.${path}`, 4],
      [problemsOf(whole), path, 2],
    ] as const) {
      expect(problems).toMatchObject([{ path: at, line }]);
      expect(problems[0]?.message).toContain(says);
      expect(problems[0]?.allowed ?? '').toContain(allowed ?? '');
    }
  });
});

describe('metrics', () => {
  const header = `headers: { Authorization: "Bearer \${PAYMENTS_TOKEN}" }`;
  const withMetrics = (value: string) =>
    `services:\n  payments:\n    targets: [http://10.0.0.7:6060/pprof/]\n    ${header}\n    metrics: ${value}\n`;
  const sourceOf = (value: string) =>
    parseServicesFile(withMetrics(value), env).services[0]?.targets[0]?.metrics;
  const own = { Authorization: `Bearer ${secret}` };

  it.each([
    { value: '/metrics', url: 'http://10.0.0.7:6060/', endpoint: 'metrics', headers: own },
    {
      value: '/actuator/prometheus',
      url: 'http://10.0.0.7:6060/',
      endpoint: 'actuator/prometheus',
      headers: own,
    },
    { value: 'http://{{host}}:9102/metrics', url: 'http://10.0.0.7:9102/', endpoint: 'metrics', headers: {} },
    {
      value: 'http://10.0.0.7:6060/metrics',
      url: 'http://10.0.0.7:6060/',
      endpoint: 'metrics',
      headers: own,
    },
    { value: 'https://metrics.internal/a/b', url: 'https://metrics.internal/', endpoint: 'a/b', headers: {} },
    {
      value: '{ url: /metrics, headers: { X-Key: k } }',
      url: 'http://10.0.0.7:6060/',
      endpoint: 'metrics',
      headers: { 'X-Key': 'k' },
    },
  ])(
    '$value are asked for at $url$endpoint, with the headers of that place',
    ({ value, url, endpoint, headers }) => {
      expect(sourceOf(`"${value}"`.startsWith('"{') ? value : `"${value}"`)).toEqual({
        kind: 'page',
        server: { name: '10.0.0.7:6060', url, headers, tlsCa: undefined },
        endpoint,
        counters: [],
      });
    },
  );

  it('may name the counters of requests', () => {
    expect(sourceOf('{ url: /metrics, requests: served_total }')).toMatchObject({
      counters: ['served_total'],
    });
    expect(sourceOf('{ url: /metrics, requests: [a_total, b] }')).toMatchObject({
      counters: ['a_total', 'b'],
    });
  });

  it('may come from a Prometheus, with queries of their own', () => {
    const value = `{ prometheus: { url: http://prom:9090/p, limit: 'limit{pod="{{name}}"}', headers: { X: y } } }`;
    expect(sourceOf(value)).toMatchObject({
      kind: 'prometheus',
      server: { name: 'Prometheus for 10.0.0.7:6060', url: 'http://prom:9090/p/', headers: { X: 'y' } },
      queries: {
        rss: 'process_resident_memory_bytes{instance="10.0.0.7:6060"}',
        limit: 'limit{pod="10.0.0.7:6060"}',
      },
    });
  });

  it('of a target take the place of the service’s, and those of the defaults', () => {
    const text = `
defaults: { metrics: /common }
services:
  a: { targets: [http://a:1, { url: http://b:1, metrics: /own }], metrics: /service }
  c: { targets: [http://c:1] }`;
    const endpoints = parseServicesFile(text, {}).services.flatMap(({ targets: all }) =>
      all.map(({ metrics }) => metrics?.kind === 'page' && metrics.endpoint),
    );
    expect(endpoints).toEqual(['service', 'own', 'common']);
  });

  it.each([
    ['metrics', '', 'does not begin with http', 'a path'],
    ['"//evil.example/metrics"', '', 'not a path', 'a path'],
    ['"/\\\\evil.example/metrics"', '', 'not a path', 'a path'],
    ['/x:y', '', 'not a path', 'a path'],
    ['"/metrics?token=x"', '', 'not a path', 'a path'],
    ['http://a:1', '', 'has no path', 'a path'],
    [`"http://u:${secret}@a:1/metrics"`, '', 'carries credentials', 'a path'],
    [`"http://a:1/metrics?key=${secret}"`, '', 'has a query', 'a path'],
    ['http://169.254.169.254/metrics', '', 'link-local', 'a path'],
    [`"http://\${HOST}:1/metrics"`, '', 'holds a variable', 'a path'],
    ['"http://{{name}}:1/metrics"', '', 'is not a url', '{{host}}'],
    ['[/metrics]', '', 'must be a text', undefined],
    ['{}', '', 'names no place', '`url` or `prometheus`'],
    ['{ url: /metrics, path: /x }', '.path', 'not a known key', 'url, requests'],
    ['{ url: /metrics, requests: "a b" }', '.requests[0]', 'not the name of a metric', 'without labels'],
    ['{ url: /metrics, requests: [] }', '.requests', 'missing or empty', 'a counter'],
    ['{ url: /metrics, tls: {} }', '.tls', 'names no authority', undefined],
    ['{ url: /m, prometheus: { url: http://p:1 } }', '.url', 'belongs to a page', 'inside `prometheus`'],
    ['{ prometheus: { rss: x } }', '.prometheus.url', 'has no value', undefined],
    ['{ prometheus: { url: http://p:1, memory: x } }', '.prometheus.memory', 'not a known key', 'startTime'],
    ['{ prometheus: { url: http://p:1/api/v1/query } }', '.prometheus.url', 'path of an API', 'host:port'],
    ['{ prometheus: { url: http://169.254.169.254 } }', '.prometheus.url', 'link-local', 'host:port'],
    ['{ prometheus: { url: http://p:1, rss: "a\\nb" } }', '.prometheus.rss', 'is not a query', 'PromQL'],
    [
      `{ prometheus: { url: http://p:1, headers: { A: "\${NOPE}" } } }`,
      '.prometheus.headers.A',
      'NOPE',
      undefined,
    ],
  ])('%s are refused at %s: %s', (value, path, says, allowed) => {
    const problems = problemsOf(withMetrics(value));
    expect(problems).toMatchObject([{ path: `services.payments.metrics${path}`, line: 5 }]);
    expect(problems[0]?.message).toContain(says);
    expect(problems[0]?.allowed ?? '').toContain(allowed ?? '');
  });

  it.each([
    [
      'services: { a: { targets: [http://a:1, http://b:1], metrics: "http://m:1/metrics" } }',
      'services.a.metrics',
    ],
    [
      'services: { a: { targets: [http://a:1, http://b:1], metrics: { url: "http://m:1/metrics" } } }',
      'services.a.metrics.url',
    ],
    [
      'defaults: { metrics: "http://m:1/metrics" }\nservices: { a: { targets: [http://a:1, http://b:1] } }',
      'defaults.metrics',
    ],
  ])('cannot be one page for two replicas: %s', (text, path) => {
    expect(problemsOf(text)).toMatchObject([{ path, value: '"http://m:1/metrics"' }]);
  });

  it('may be one url for one replica, the other having its own', () => {
    const text =
      'services: { a: { targets: [http://a:1, { url: http://b:1, metrics: /m }], metrics: "http://m:1/metrics" } }';
    expect(parseServicesFile(text, {}).services[0]?.targets).toHaveLength(2);
  });
});

describe('targets that stand there twice', () => {
  it('are told by url, however it is spelt', () => {
    const problems = problemsOf(targets('http://10.0.0.7:6060', 'http://10.0.0.7:6060/debug/pprof'));
    expect(problems).toMatchObject([{ path: 'services.payments.targets[1]', line: 5 }]);
  });

  it('are told by name', () => {
    const problems = problemsOf(targets('{ url: http://a:1, name: one }', '{ url: http://b:1, name: one }'));
    expect(problems).toMatchObject([{ path: 'services.payments.targets[1].name', value: '"one"' }]);
  });

  it('may belong to two services', () => {
    const text = 'services: { a: { targets: [http://a:1] }, b: { targets: [http://a:1] } }';
    expect(parseServicesFile(text, {}).services).toHaveLength(2);
  });
});

describe('an error', () => {
  const broken = `services:
  payments:
    targets:
      - 10.0.0.7:6060
      - { url: http://a:1, nmae: x }
      - http://b:1
      - http://b:1
    memoryLimit: lots
    headers: { Authorization: "Bearer \${NOPE}" }
  "bad name":
    targets: [http://c:1]
    defaultWindow: 1s
defaults:
  channels: [general]
  defaultWindwo: 5m
`;

  it('lists every problem at once, in the order of the file', () => {
    expect(problemsOf(broken).map(({ path, line }) => `${line} ${path}`)).toEqual([
      '4 services.payments.targets[0]',
      '5 services.payments.targets[1].nmae',
      '7 services.payments.targets[3]',
      '8 services.payments.memoryLimit',
      '9 services.payments.headers.Authorization',
      '10 services.bad name',
      '12 services.bad name.defaultWindow',
      '14 defaults.channels[0]',
      '15 defaults.defaultWindwo',
    ]);
  });

  it('says on one line each where it is, what stands there and what is allowed', () => {
    const lines = errorOf(broken).message.split('\n');
    expect(lines).toHaveLength(10);
    expect(lines[0]).toBe('leakcheck.yaml has 9 problems:');
    expect(lines[1]).toBe(
      '  services.payments.targets[0] (line 4): "10.0.0.7:6060" does not begin with http:// or https://. Allowed: ' +
        'http://host:port or https://host:port, with the path of net/http/pprof where it is not /debug/pprof/',
    );
    expect(lines[4]).toContain('memoryLimit (line 8): "lots" is not a size. Allowed: a size above 0');
  });
});

describe('source', () => {
  const url = 'https://github.com/acme/payments/blob/main/{path}#L{line}';
  const sourceOf = (line: string) => parseServicesFile(service(line), env).services[0]?.source;

  it('is the template of a link, with or without directories to strip', () => {
    expect(sourceOf(`source: "${url}"`)).toEqual({ url, strip: [] });
    expect(sourceOf(`source: { url: "${url}", strip: /src/payments }`)).toEqual({
      url,
      strip: ['/src/payments'],
    });
    expect(sourceOf(`source: { url: "${url}", strip: [/a, /b] }`)).toEqual({ url, strip: ['/a', '/b'] });
    const defaults = `defaults: { source: "${url}" }\n${service('attachProfiles: true')}`;
    expect(parseServicesFile(defaults, env).services[0]?.source).toEqual({ url, strip: [] });
  });

  it.each([
    ['source: https://github.com/acme', 'services.payments.source', 'has no place for the path'],
    ['source: "javascript:alert({path})"', 'services.payments.source', 'is not the template of a link'],
    ['source: "https://x/{path}|<!here>"', 'services.payments.source', 'is not the template of a link'],
    ['source: "https://x/{path}/{branch}"', 'services.payments.source', 'is not the template of a link'],
    [`source: "https://ann:pw@x/{path}"`, 'services.payments.source', 'holds a user name or password'],
    ['source: { strip: /src }', 'services.payments.source.url', 'has no value'],
    [`source: { url: "${url}", strip: [] }`, 'services.payments.source.strip', 'empty'],
    [`source: { url: "${url}", branch: main }`, 'services.payments.source.branch', 'is not a known key'],
  ])('refuses %s', (line, path, message) => {
    expect(problemsOf(service(line))).toMatchObject([{ path, message: expect.stringContaining(message) }]);
  });
});
