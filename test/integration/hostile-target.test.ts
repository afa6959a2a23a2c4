import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import {
  createHttpTargetClient,
  type HttpTargetClientOptions,
} from '../../src/capture/http-target-client.ts';
import type { Target, TargetRequest } from '../../src/check/target.ts';
import { TargetError } from '../../src/check/target-error.ts';

const secret = 's3cr3t-t0ken-9f8e7d';
const mebibyte = 1024 * 1024;

/** The smallest thing that begins like a profile of runtime/pprof: a sample type, padded with a long string-table entry. */
const protobuf = Buffer.concat([
  Buffer.from([0x0a, 0x04, 0x08, 0x01, 0x10, 0x02, 0x32, 0xc8, 0x01]),
  Buffer.alloc(200, 'ab'),
]);
const profile = gzipSync(protobuf);

const closers: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) {
    await close();
  }
});

async function listen(server: net.Server): Promise<number> {
  const sockets = new Set<net.Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(async () => {
    for (const socket of sockets) {
      socket.destroy();
    }
    await new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}

async function serve(answer: http.RequestListener): Promise<string> {
  return `http://127.0.0.1:${await listen(http.createServer(answer))}/debug/pprof/`;
}

function answering(
  body: string | Uint8Array,
  head: { status?: number; headers?: http.OutgoingHttpHeaders } = {},
) {
  return serve((_, response) => {
    response.writeHead(head.status ?? 200, head.headers ?? {}).end(body);
  });
}

function targetAt(url: string, more: Partial<Target> = {}): Target {
  const headers = { Authorization: `Bearer ${secret}`, 'X-Api-Key': secret };
  return { name: 'payments-1', url, headers, tlsCa: undefined, ...more };
}

function client(options: HttpTargetClientOptions = {}) {
  const created = createHttpTargetClient(options);
  closers.push(() => created.close());
  return created;
}

type Attempt = Partial<Omit<TargetRequest, 'target'>> & {
  url: string;
  target?: Partial<Target>;
  options?: HttpTargetClientOptions;
};

function attempt({ url, target, options, ...request }: Attempt) {
  return client(options).fetch({
    endpoint: 'heap',
    expect: 'profile',
    signal: new AbortController().signal,
    ...request,
    target: targetAt(url, target),
  });
}

/** The error of a fetch that must fail, after looking for secrets in everything that a logger would print of it. */
async function failureOf(fetching: Promise<unknown>): Promise<TargetError> {
  const error = await fetching.then(
    () => expect.fail('the fetch succeeded'),
    (error: unknown) => error,
  );
  expect(error).toBeInstanceOf(TargetError);
  const failure = error as TargetError;
  const printed = inspect(failure, { depth: 20, showHidden: true }) + JSON.stringify(failure) + failure.stack;
  expect(printed.toLowerCase()).not.toContain(secret);
  expect(printed).not.toContain(encodeURIComponent(secret));
  expect(failure.message).toContain('payments-1');
  expect(failure.target).toBe('payments-1');
  expect(failure.nextStep).not.toBe('');
  return failure;
}

describe('a target that serves profiles', () => {
  it('gives the bytes as served and the time at which it answered', async () => {
    const url = await answering(profile);
    const fetched = await attempt({ url, options: { now: () => 1234 } });
    expect(Buffer.from(fetched.bytes).equals(profile)).toBe(true);
    expect(fetched.answeredAtMs).toBe(1234);
  });

  it('is asked for the endpoint with its query, the configured headers and no compression', async () => {
    let asked: http.IncomingMessage | undefined;
    const url = await serve((request, response) => {
      asked = request;
      response.end('heap profile: 1: 2 [3: 4] @ heap/1048576\n');
    });
    await attempt({ url, endpoint: 'heap?gc=1&debug=1', expect: 'text' });
    expect(asked?.url).toBe('/debug/pprof/heap?gc=1&debug=1');
    expect(asked?.headers.authorization).toBe(`Bearer ${secret}`);
    expect(asked?.headers['accept-encoding']).toBe('identity');
  });

  it('may serve protobuf without gzip', async () => {
    const fetched = await attempt({ url: await answering(protobuf) });
    expect(Buffer.from(fetched.bytes).equals(protobuf)).toBe(true);
  });

  it.each([
    ['a profile', profile, 'profile'],
    ['a text profile', Buffer.from('goroutine 1 [running]:\n'), 'text'],
  ] as const)('may stand behind a proxy that compresses %s all the same', async (_, body, expected) => {
    const url = await answering(gzipSync(body), { headers: { 'content-encoding': 'gzip' } });
    const fetched = await attempt({ url, expect: expected });
    expect(Buffer.from(fetched.bytes).equals(body)).toBe(true);
  });

  it('is asked again over the same connection', async () => {
    const ports = new Set<number | undefined>();
    const url = await serve((request, response) => {
      ports.add(request.socket.remotePort);
      response.end(profile);
    });
    const shared = client();
    const request = { target: targetAt(url), endpoint: 'heap', expect: 'profile' as const };
    for (let i = 0; i < 3; i++) {
      await shared.fetch({ ...request, signal: new AbortController().signal });
    }
    expect(ports.size).toBe(1);
  });

  it('leaves no listener on a signal that lives on', async () => {
    const url = await answering(profile);
    const controller = new AbortController();
    let listeners = 0;
    const signal = new Proxy(controller.signal, {
      get(from, key) {
        if (key === 'addEventListener' || key === 'removeEventListener') {
          listeners += key === 'addEventListener' ? 1 : -1;
        }
        const value: unknown = Reflect.get(from, key);
        return typeof value === 'function' ? value.bind(from) : value;
      },
    });
    await attempt({ url, signal });
    expect(listeners).toBe(0);
  });
});

describe('a target with a wrong answer', () => {
  const go = { 'x-go-pprof': '1' };
  const html = '<!DOCTYPE html><title>Sign in</title>';
  const text = 'heap profile: 1: 2 [3: 4] @ heap/1048576\n';

  it.each([
    { kind: 'HTML', body: html, code: 'not-a-profile', says: 'HTML' },
    { kind: 'HTML after a byte-order mark', body: `\ufeff\n ${html}`, code: 'not-a-profile', says: 'HTML' },
    { kind: "gzip'd HTML", body: gzipSync(html), code: 'not-a-profile', says: 'HTML' },
    { kind: 'a text heap profile', body: text, code: 'wrong-profile', says: 'text profile' },
    {
      kind: 'a text goroutine profile',
      body: 'goroutine profile: total 7\n',
      code: 'wrong-profile',
      says: 'text',
    },
    { kind: 'JSON', body: '{"error":"no"}', code: 'not-a-profile', says: 'JSON' },
    { kind: 'nothing', body: '', code: 'not-a-profile', says: 'empty body' },
    { kind: 'gzip of nothing', body: gzipSync(''), code: 'not-a-profile', says: 'empty body' },
    {
      kind: 'plain words',
      body: 'It works! '.repeat(20),
      code: 'not-a-profile',
      says: 'neither gzip nor protobuf',
    },
    {
      kind: 'a picture',
      body: Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
      code: 'not-a-profile',
      says: 'neither',
    },
    { kind: 'truncated gzip', body: profile.subarray(0, -10), code: 'truncated', says: 'ends too early' },
    {
      kind: 'the first bytes of a gzip',
      body: profile.subarray(0, 4),
      code: 'truncated',
      says: 'ends too early',
    },
    {
      kind: 'gzip with rubbish behind',
      body: Buffer.concat([profile, Buffer.from('rubbish')]),
      code: 'not-a-profile',
      says: 'gzip',
    },
    {
      kind: 'gzip with zeros behind',
      body: Buffer.concat([profile, Buffer.alloc(64)]),
      code: 'not-a-profile',
      says: 'behind it',
    },
    {
      kind: 'gzip with a wrong checksum',
      body: Buffer.concat([profile.subarray(0, -8), Buffer.alloc(8)]),
      code: 'not-a-profile',
      says: 'damaged',
    },
    {
      kind: 'a compression unasked for',
      body: 'x',
      headers: { 'content-encoding': 'br' },
      code: 'not-a-profile',
      says: 'compression',
    },
    {
      kind: 'gzip only in name',
      body: 'plain words of some length',
      headers: { 'content-encoding': 'gzip' },
      code: 'not-a-profile',
      says: 'gzip',
    },
    {
      kind: '401',
      status: 401,
      body: 'no',
      code: 'unauthorized',
      says: '401 Unauthorized',
      next: '`Authorization`, `X-Api-Key` of payments-1',
    },
    {
      kind: '403',
      status: 403,
      body: 'no',
      code: 'unauthorized',
      says: '403 Forbidden',
      next: '`Authorization`',
    },
    {
      kind: '404',
      status: 404,
      body: 'no',
      code: 'not-found',
      says: '404 Not Found for /debug/pprof/heap',
      next: 'net/http/pprof imported',
    },
    {
      kind: '404 by pprof',
      status: 404,
      headers: go,
      body: 'Unknown profile\n',
      code: 'not-found',
      says: 'does not offer the profile heap',
    },
    {
      kind: '500',
      status: 500,
      body: 'stack trace',
      code: 'server-error',
      says: '500 Internal Server Error',
    },
    {
      kind: '500 by pprof',
      status: 500,
      headers: go,
      body: 'Could not enable\nmore',
      code: 'server-error',
      says: '"Could not enable"',
    },
    { kind: '503', status: 503, body: '', code: 'server-error', says: '503 Service Unavailable' },
    { kind: '429', status: 429, body: '', code: 'server-error', says: '429 Too Many Requests' },
    { kind: '400', status: 400, body: '', code: 'bad-status', says: '400 Bad Request', next: 'https' },
    { kind: '418', status: 418, body: '', code: 'bad-status', says: '418' },
    { kind: '206', status: 206, body: profile, code: 'bad-status', says: '206 Partial Content' },
    {
      kind: 'a redirect',
      status: 302,
      headers: { location: `https://u:${secret}@sso.example/in?token=${secret}` },
      body: '',
      code: 'redirect',
      says: 'to https://sso.example/in;',
    },
    {
      kind: 'a relative redirect',
      status: 301,
      headers: { location: '/login?next=1' },
      body: '',
      code: 'redirect',
      says: '/login;',
    },
    { kind: 'a redirect to nowhere', status: 307, body: '', code: 'redirect', says: 'without saying where' },
    {
      kind: 'a redirect to the metadata service',
      status: 302,
      headers: { location: 'http://169.254.169.254/latest/meta-data/' },
      body: '',
      code: 'redirect',
      says: '169.254.169.254',
    },
  ])('is told that it sent $kind', async ({ body, status, headers, code, says, next }) => {
    const url = await answering(body, { status: status ?? 200, headers: headers ?? {} });
    const failure = await failureOf(attempt({ url }));
    expect(failure.code).toBe(code);
    expect(failure.message).toContain(says);
    expect(failure.nextStep).toContain(next ?? '');
  });

  it.each([
    { kind: 'a gzip', body: profile, code: 'wrong-profile', says: 'binary body' },
    {
      kind: 'a bare protobuf',
      body: Buffer.concat([protobuf, Buffer.from([0xff, 0xfe, 0])]),
      code: 'wrong-profile',
      says: 'binary',
    },
    { kind: 'HTML', body: html, code: 'not-a-profile', says: 'HTML' },
    { kind: 'JSON', body: '[]', code: 'not-a-profile', says: 'JSON' },
    { kind: 'nothing', body: '', code: 'not-a-profile', says: 'empty body' },
  ])('is told that it sent $kind where text was asked', async ({ body, code, says }) => {
    const failure = await failureOf(attempt({ url: await answering(body), expect: 'text' }));
    expect(failure.code).toBe(code);
    expect(failure.message).toContain(says);
  });

  it('that redirects is never followed', async () => {
    let visits = 0;
    const other = await serve((_, response) => {
      visits += 1;
      response.end(profile);
    });
    const url = await answering('', { status: 302, headers: { location: `${other}heap` } });
    expect((await failureOf(attempt({ url }))).code).toBe('redirect');
    expect(visits).toBe(0);
  });
});

describe('a target that echoes what it was sent', () => {
  it.each([
    ['in a 500 of pprof', 500, { 'x-go-pprof': '1' }, `bad token Bearer ${secret}`],
    ['in upper case', 500, { 'x-go-pprof': '1' }, `bad token ${secret.toUpperCase()}`],
    ['broken by odd characters', 500, { 'x-go-pprof': '1' }, `bad token ${secret.replace('-', '\x00-')}`],
    ['in the path of a redirect', 302, { location: `/login/${secret}` }, ''],
    ['in the host of a redirect', 302, { location: `http://${secret}.example/` }, ''],
    [
      'encoded in a redirect',
      302,
      { location: `/x/${[...secret].map((c) => `%${c.charCodeAt(0).toString(16)}`).join('')}` },
      '',
    ],
  ] as const)('is not quoted: %s', async (_, status, headers, body) => {
    const url = await answering(body, { status, headers });
    const failure = await failureOf(attempt({ url }));
    expect(failure.message).not.toContain('token');
    expect(failure.message).not.toContain('login');
  });

  it('is not quoted by an error of the HTTP parser either', async () => {
    const server = net.createServer((socket) => {
      socket.on('data', (sent) => socket.end(`NOT HTTP ${sent}`));
    });
    const url = `http://127.0.0.1:${await listen(server)}/debug/pprof/`;
    const failure = await failureOf(attempt({ url }));
    expect(failure.code).toBe('not-a-profile');
    expect(failure.message).toContain('not HTTP');
  });

  it('is quoted in one short line of printable characters', async () => {
    const body = `<!channel>\x1b[31m\u202e${'é'.repeat(10)}${'y'.repeat(500)}\nsecond`;
    const url = await answering(body, { status: 500, headers: { 'x-go-pprof': '1' } });
    const { message } = await failureOf(attempt({ url }));
    expect(message).toMatch(/^[\x20-\x7e…]+$/);
    expect(message).not.toContain('second');
    expect(message.length).toBeLessThan(220);
  });
});

describe('a target that wastes time', () => {
  it('and accepts no connection is refused', async () => {
    const server = net.createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const failure = await failureOf(attempt({ url: `http://127.0.0.1:${port}/debug/pprof/` }));
    expect(failure.code).toBe('refused');
    expect(failure.retryable).toBe(true);
    expect(failure.message).toContain(`payments-1 (127.0.0.1:${port}) refused the connection`);
  });

  it('by hanging before its answer times out', async () => {
    const url = await serve(() => undefined);
    const failure = await failureOf(attempt({ url, options: { firstByteTimeoutMs: 150 } }));
    expect(failure.code).toBe('timeout');
    expect(failure.message).toContain('did not answer in time');
  });

  it('by a name that is never looked up times out', async () => {
    const lookup = () => new Promise<never>(() => undefined);
    const url = 'http://payments.internal:6060/debug/pprof/';
    const failure = await failureOf(attempt({ url, options: { lookup, connectTimeoutMs: 150 } }));
    expect(failure.code).toBe('timeout');
    expect(failure.message).toContain('connection');
  });

  it.each([
    ['its head', (socket: net.Socket) => socket.write('X')],
    ['its body', (socket: net.Socket) => socket.write('1\r\nx\r\n')],
  ])('by dripping %s ends at the cap on time', async (part, drip) => {
    const server = net.createServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-Long: ');
      if (part === 'its body') {
        socket.write('\r\n\r\n');
      }
      const timer = setInterval(() => drip(socket), 20);
      socket.on('close', () => clearInterval(timer));
    });
    const url = `http://127.0.0.1:${await listen(server)}/debug/pprof/`;
    const started = performance.now();
    const failure = await failureOf(attempt({ url, options: { totalTimeoutMs: 300 } }));
    expect(failure.code).toBe('timeout');
    expect(performance.now() - started).toBeLessThan(3_000);
  });

  it('ends at the deadline of the capture', async () => {
    const url = await serve((_, response) => {
      const timer = setInterval(() => response.write('x'), 20);
      response.on('close', () => clearInterval(timer));
    });
    const failure = await failureOf(attempt({ url, signal: AbortSignal.timeout(200) }));
    expect(failure.code).toBe('timeout');
    expect(failure.retryable).toBe(true);
  });

  it('by stopping in its body times out', async () => {
    const url = await serve((_, response) => void response.write('x'));
    const failure = await failureOf(attempt({ url, options: { idleTimeoutMs: 150 } }));
    expect(failure.code).toBe('timeout');
    expect(failure.message).toContain('stopped in the middle');
  });

  it('is left at once when the check is cancelled', async () => {
    const controller = new AbortController();
    let closed: (() => void) | undefined;
    const gone = new Promise<void>((resolve) => {
      closed = resolve;
    });
    const url = await serve((request) => {
      request.socket.on('close', () => closed?.());
      controller.abort(new Error(`cancelled with ${secret}`));
    });
    const failure = await failureOf(attempt({ url, signal: controller.signal }));
    expect(failure.code).toBe('aborted');
    expect(failure.retryable).toBe(false);
    await gone;
  });

  it('is not asked when the check was cancelled before', async () => {
    let asked = false;
    const url = await serve(() => {
      asked = true;
    });
    const failure = await failureOf(attempt({ url, signal: AbortSignal.abort() }));
    expect(failure.code).toBe('aborted');
    expect(asked).toBe(false);
  });

  it('with its explanation of a 500 still has its 500 reported', async () => {
    const url = await serve((_, response) => {
      response.writeHead(500, { 'x-go-pprof': '1' });
      response.write('so');
    });
    const failure = await failureOf(attempt({ url }));
    expect(failure.code).toBe('server-error');
    expect(failure.message).toContain('"so"');
  });
});

describe('a target that breaks off', () => {
  it.each([
    ['before an answer', '', 'reset'],
    ['within its head', 'HTTP/1.1 200 OK\r\nContent-Le', 'reset'],
    ['within a body of known length', 'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nabc', 'truncated'],
    [
      'within a chunked body',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n',
      'truncated',
    ],
  ])('%s may be asked again', async (_, sent, code) => {
    const server = net.createServer((socket) => {
      socket.once('data', () => socket.end(sent));
    });
    const failure = await failureOf(
      attempt({ url: `http://127.0.0.1:${await listen(server)}/debug/pprof/` }),
    );
    expect(failure.code).toBe(code);
    expect(failure.retryable).toBe(true);
  });
});

describe('a target that sends too much', () => {
  it('of a stream of 1 GB is stopped at the cap', async () => {
    const block = Buffer.alloc(mebibyte, 0x0a);
    let blocks = 0;
    const url = await serve((_, response) => {
      const send = () => {
        while (blocks < 1024 && !response.destroyed) {
          blocks += 1;
          if (!response.write(block)) {
            response.once('drain', send);
            return;
          }
        }
        response.end();
      };
      send();
    });
    const failure = await failureOf(attempt({ url, options: { maxServedBytes: 4 * mebibyte } }));
    expect(failure.code).toBe('too-large');
    expect(failure.message).toContain('more than 4 MiB');
    expect(failure.retryable).toBe(false);
    expect(blocks).toBeLessThan(100);
  });

  it('of a heap text is one that is kept: names below idle records are not', async () => {
    const idle = `0: 0 [1: 16] @ 0x11\n#\t0x10\tmain.${'f'.repeat(500)}+0x1\t/src/main.go:5\n\n`;
    const text = `heap profile: 0: 0 [1: 16] @ heap/1048576\n${idle.repeat(100)}\n# runtime.MemStats\n`;
    const url = await answering(text);
    const options = { maxServedBytes: 16 * 1024 };
    const { bytes } = await attempt({ url, options, expect: 'heap-text' });
    expect(bytes.length).toBeLessThan(text.length / 10);
    const failure = await failureOf(attempt({ url, options, expect: 'text' }));
    expect(failure.code).toBe('too-large');
  });

  it('of a heap text that never ends is stopped all the same', async () => {
    const idle = `0: 0 [1: 16] @ 0x11\n${'#\t0x10\tmain.f+0x1\t/src/main.go:5\n'.repeat(1_000)}\n`;
    const url = await answering(`heap profile: 0: 0 [1: 16] @ heap/1048576\n${idle.repeat(20)}`);
    const options = { maxServedBytes: 16 * 1024 };
    const failure = await failureOf(attempt({ url, options, expect: 'heap-text' }));
    expect(failure.code).toBe('too-large');
  });

  it('by its own account is not read at all', async () => {
    const url = await serve((_, response) => {
      response.writeHead(200, { 'content-length': 1024 * mebibyte });
      response.write('x');
    });
    expect((await failureOf(attempt({ url }))).code).toBe('too-large');
  });

  it.each([
    ['as a profile', {}, 'profile'],
    ['as a content-encoding', { 'content-encoding': 'gzip' }, 'text'],
    ['as a content-encoding around a profile', { 'content-encoding': 'gzip' }, 'profile'],
  ] as const)('in a gzip bomb is stopped at the cap: %s', async (_, headers, expected) => {
    const bomb = gzipSync(Buffer.alloc(64 * mebibyte, 0x0a));
    const url = await answering(bomb, { headers });
    const options = { maxInflatedBytes: 8 * mebibyte };
    const failure = await failureOf(attempt({ url, options, expect: expected }));
    expect(failure.code).toBe('too-large');
    expect(failure.message).toContain('inflates to more than 8 MiB');
  });

  it('in a bomb within a bomb is stopped at the cap', async () => {
    const bomb = gzipSync(gzipSync(Buffer.alloc(64 * mebibyte)));
    const url = await answering(bomb, { headers: { 'content-encoding': 'gzip' } });
    const failure = await failureOf(attempt({ url, options: { maxInflatedBytes: 8 * mebibyte } }));
    expect(failure.code).toBe('too-large');
  });

  it('in its headers is refused', async () => {
    const url = await answering(profile, { headers: { 'x-long': 'x'.repeat(64 * 1024) } });
    expect((await failureOf(attempt({ url }))).code).toBe('not-a-profile');
  });
});

describe('a target at a forbidden address', () => {
  it.each([
    'http://169.254.169.254/debug/pprof/',
    'http://2852039166/debug/pprof/',
    'http://0xa9fea9fe/debug/pprof/',
    'http://0251.0376.0251.0376/debug/pprof/',
    'http://[::ffff:169.254.169.254]/debug/pprof/',
    'http://[fe80::1]:6060/debug/pprof/',
    'http://[fd00:ec2::254]/debug/pprof/',
    'http://0.0.0.0:6060/debug/pprof/',
    'https://169.254.169.254/debug/pprof/',
  ])('is never asked: %s', async (url) => {
    const failure = await failureOf(attempt({ url }));
    expect(failure.code).toBe('forbidden-address');
    expect(failure.message).toContain('was not asked');
    expect(failure.retryable).toBe(false);
  });

  it.each(['169.254.169.254', '::ffff:a9fe:a9fe', '64:ff9b::a9fe:a9fe', '0.0.0.0'])(
    'is not reached through a name that resolves to %s',
    async (address) => {
      const lookup = async () => [{ address, family: address.includes(':') ? 6 : 4 }];
      const failure = await failureOf(
        attempt({ url: 'http://payments.internal/debug/pprof/', options: { lookup } }),
      );
      expect(failure.code).toBe('forbidden-address');
    },
  );

  it('is passed over where its name has an allowed address too', async () => {
    const url = (await answering(profile)).replace('127.0.0.1', 'payments.internal');
    const lookup = async () => [
      { address: '169.254.169.254', family: 4 },
      { address: '127.0.0.1', family: 4 },
    ];
    const fetched = await attempt({ url, options: { lookup } });
    expect(Buffer.from(fetched.bytes).equals(profile)).toBe(true);
  });

  it('is told from a name without an address', async () => {
    const lookup = async () => [];
    const failure = await failureOf(
      attempt({ url: 'http://payments.internal/debug/pprof/', options: { lookup } }),
    );
    expect(failure.code).toBe('unresolved');
  });
});

const openssl = hasOpenssl();
if (!openssl) {
  console.warn('skipped: TLS targets (no openssl on the PATH)');
}

describe.skipIf(!openssl)('a target over TLS', () => {
  it('is asked where its authority is the configured one', async () => {
    const { ca, url } = await tlsTarget();
    const fetched = await attempt({ url, target: { tlsCa: ca } });
    expect(Buffer.from(fetched.bytes).equals(profile)).toBe(true);
  });

  it('is not sent a byte where its authority is another one', async () => {
    const { url, asked } = await tlsTarget();
    const other = await tlsTarget();
    const failure = await failureOf(attempt({ url, target: { tlsCa: other.ca } }));
    expect(failure.code).toBe('tls');
    expect(failure.nextStep).toContain('`tls.ca` of payments-1');
    expect(asked()).toBe(0);
  });

  it('is not trusted because another target names its authority', async () => {
    const { ca, url, asked } = await tlsTarget();
    const shared = client();
    const request = { endpoint: 'heap', expect: 'profile' as const, signal: new AbortController().signal };
    await shared.fetch({ ...request, target: targetAt(url, { tlsCa: ca }) });
    expect((await failureOf(shared.fetch({ ...request, target: targetAt(url) }))).code).toBe('tls');
    expect(asked()).toBe(1);
  });

  it('is refused where the certificate is for another host', async () => {
    const { ca, url } = await tlsTarget('DNS:elsewhere.example');
    const failure = await failureOf(attempt({ url, target: { tlsCa: ca } }));
    expect(failure.code).toBe('tls');
    expect(failure.message).toContain('ALTNAME');
  });

  it('is told from one that speaks plain HTTP', async () => {
    const url = (await answering(profile)).replace('http:', 'https:');
    expect((await failureOf(attempt({ url }))).code).toBe('tls');
  });
});

function hasOpenssl(): boolean {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** A server whose self-signed certificate is its own authority. */
async function tlsTarget(altName = 'IP:127.0.0.1') {
  const directory = mkdtempSync(path.join(tmpdir(), 'leakcheck-tls-'));
  closers.push(() => rmSync(directory, { recursive: true }));
  const keyFile = path.join(directory, 'key.pem');
  const certFile = path.join(directory, 'cert.pem');
  const subject = ['-subj', '/CN=leakcheck test', '-addext', `subjectAltName=${altName}`];
  const kind = [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-days',
    '2',
  ];
  execFileSync('openssl', [...kind, '-keyout', keyFile, '-out', certFile, ...subject], { stdio: 'ignore' });
  const ca = readFileSync(certFile, 'utf8');
  let requests = 0;
  const server = https.createServer({ key: readFileSync(keyFile), cert: ca }, (_, response) => {
    requests += 1;
    response.end(profile);
  });
  const url = `https://127.0.0.1:${await listen(server)}/debug/pprof/`;
  return { ca, url, asked: () => requests };
}
