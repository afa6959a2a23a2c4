import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { readSymbols } from '../src/profile/read-symbols.ts';
import { openRecording, type Recording } from './recording.ts';
import { isSameCapture, type ReplayRun, runAtRequest } from './replay-run.ts';

export type ReplayTarget = {
  /** Base of the pprof endpoints, ends in `/debug/pprof/`. */
  readonly url: string;
  stop(): Promise<void>;
};

/**
 * Serves one replica's recorded captures on a free port of 127.0.0.1 as its Go process did, at the pace of the recording.
 * After the recording's end it answers 503 with the reason. `clock` gives milliseconds that never go back.
 * Throws an Error that lists what has been recorded when there is no such replica.
 */
export async function startReplay(options: {
  readonly service: string;
  readonly replica: string;
  readonly clock?: () => number;
  /** Where the recording lies; `lab/recorded` unless given. */
  readonly dir?: string;
}): Promise<ReplayTarget> {
  const player = createPlayer(
    await openRecording(options, options.dir),
    options.clock ?? (() => performance.now()),
  );
  const server = createServer((request, response) => {
    play(player, request, response).catch((error: unknown) => fail(response, error));
  });
  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${port}/debug/pprof/`,
    stop: () => close(server),
  };
}

type Player = {
  readonly recording: Recording;
  /** The point that answers this request, or undefined once the recording is over. */
  pointFor(request: { readonly isCapture: boolean }): number | undefined;
};

function createPlayer(recording: Recording, clock: () => number): Player {
  const endMs = recording.offsetsMs.at(-1) ?? 0;
  let run: ReplayRun | undefined;
  let captured: number | undefined;
  return {
    recording,
    pointFor(request) {
      const atMs = clock();
      const previous = run;
      const current = runAtRequest(previous, { atMs, ...request }, endMs);
      if (current.beganAtMs !== previous?.beganAtMs) captured = undefined;
      run = current;
      // The profiles after a text are of the same collection as the text, and so is a second text at once after it.
      const begins = request.isCapture && !(previous !== undefined && isSameCapture(previous, atMs));
      if (!begins && captured !== undefined) return captured;
      const elapsedMs = atMs - run.beganAtMs;
      const point = elapsedMs > endMs ? undefined : nearestPoint(recording.offsetsMs, elapsedMs);
      if (request.isCapture) captured = point;
      return point;
    },
  };
}

async function play(player: Player, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://replay');
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return text(response, 405, 'Method Not Allowed\n');
  }
  if (url.pathname === '/debug/pprof/') return index(response);
  const asksForText = Number(url.searchParams.get('debug') ?? 0) > 0;
  const isCapture = asksForText || Number(url.searchParams.get('gc') ?? 0) > 0;
  switch (url.pathname) {
    case '/debug/pprof/heap':
      if (url.searchParams.has('seconds')) {
        return text(response, 400, 'this is a recording: it cannot answer seconds=\n');
      }
      return heap({ player, response, asksForText, isCapture });
    case '/debug/pprof/goroutine':
      if (url.searchParams.get('debug') === '2') return goroutineText(player, response);
      if (asksForText)
        return text(response, 400, 'this is a recording: of goroutine it has debug=0 and debug=2\n');
      return goroutine(player, response);
    case '/debug/pprof/goroutineleak':
      return goroutineLeak(player, response);
    case '/debug/pprof/symbol':
      return symbol(player, url.search.slice(1), response);
    default:
      return unknownProfile(response);
  }
}

async function heap(request: {
  player: Player;
  response: ServerResponse;
  asksForText: boolean;
  isCapture: boolean;
}): Promise<void> {
  const { player, response } = request;
  const point = player.pointFor(request);
  if (point === undefined) return over(player, response);
  if (!request.asksForText)
    return profile(response, 'heap', await player.recording.read(point, 'heap.pb.gz'));
  text(response, 200, gunzipSync(await player.recording.read(point, 'heap.txt.gz')));
}

async function goroutine(player: Player, response: ServerResponse): Promise<void> {
  const point = player.pointFor({ isCapture: false });
  if (point === undefined) return over(player, response);
  profile(response, 'goroutine', await player.recording.read(point, 'goroutine.pb.gz'));
}

async function goroutineText(player: Player, response: ServerResponse): Promise<void> {
  const point = player.pointFor({ isCapture: false });
  if (point === undefined) return over(player, response);
  text(response, 200, gunzipSync(await player.recording.read(point, 'goroutine.txt.gz')));
}

/** Answers as the recorded process did: most Go programs do not have it. */
async function goroutineLeak(player: Player, response: ServerResponse): Promise<void> {
  const point = player.pointFor({ isCapture: false });
  if (point === undefined) return over(player, response);
  const body = await player.recording.readIfOffered(point, 'goroutineleak.pb.gz');
  return body === undefined ? unknownProfile(response) : profile(response, 'goroutineleak', body);
}

/** Go names the counters that it knows, in the order in which they are asked for. */
async function symbol({ recording }: Player, asked: string, response: ServerResponse): Promise<void> {
  const names = readSymbols(gunzipSync(await recording.readSymbols()));
  const lines = asked.split('+').flatMap((pc) => (names.has(pc) ? [`${pc} ${names.get(pc)}\n`] : []));
  text(response, 200, `num_symbols: 1\n${lines.join('')}`);
}

const noSniff = { 'x-content-type-options': 'nosniff' };
const plain = { ...noSniff, 'content-type': 'text/plain; charset=utf-8' };

function profile(response: ServerResponse, name: string, body: Buffer): void {
  response
    .writeHead(200, {
      ...noSniff,
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename="${name}"`,
      'content-length': body.length,
    })
    .end(body);
}

function index(response: ServerResponse): void {
  const rows = ['goroutine', 'heap']
    .map((name) => `<tr><td><a href='${name}'>${name}</a></td></tr>`)
    .join('\n');
  response
    .writeHead(200, { ...noSniff, 'content-type': 'text/html; charset=utf-8' })
    .end(
      `<html>\n<head>\n<title>/debug/pprof/</title>\n</head>\n<body>\n<table>\n${rows}\n</table>\n</body>\n</html>\n`,
    );
}

function over({ recording }: Player, response: ServerResponse): void {
  const endSeconds = Math.floor((recording.offsetsMs.at(-1) ?? 0) / 1000);
  const longest = Math.floor(endSeconds / 10) * 10;
  text(
    response,
    503,
    `the recording of ${recording.service} ends after ${endSeconds} s: choose a window of ${longest} s or less\n`,
  );
}

function unknownProfile(response: ServerResponse): void {
  response.writeHead(404, { ...plain, 'x-go-pprof': '1' }).end('Unknown profile\n');
}

function text(response: ServerResponse, status: number, body: string | Buffer): void {
  response.writeHead(status, { ...plain, 'content-length': Buffer.byteLength(body) }).end(body);
}

function fail(response: ServerResponse, error: unknown): void {
  if (response.headersSent) response.destroy();
  else
    text(
      response,
      500,
      `the recording cannot be read: ${error instanceof Error ? error.message : String(error)}\n`,
    );
}

/** The point recorded nearest to this time: an older one by rule would make even growth look uneven. */
function nearestPoint(offsetsMs: readonly number[], elapsedMs: number): number {
  const distances = offsetsMs.map((offsetMs) => Math.abs(offsetMs - elapsedMs));
  return distances.indexOf(Math.min(...distances));
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('the replay has no port'));
      else resolve(address.port);
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)));
    server.closeAllConnections();
  });
}
