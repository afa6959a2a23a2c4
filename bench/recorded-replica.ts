import type { IncomingMessage, ServerResponse } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { openRecording } from '../lab/recording.ts';
import { readSymbols } from '../src/profile/read-symbols.ts';

/** The recording of a minute is played this much slower, so that it still grows when the last part of a benchmark runs. */
const stretch = 20;

type Point = {
  readonly heapText: Buffer;
  readonly heap: Buffer;
  readonly goroutine: Buffer;
  readonly goroutineText: Buffer;
};

/**
 * Answers pprof requests from memory as one recorded Go process did, for as many listeners as like: a benchmark's targets must
 * cost next to nothing. `played` gives the milliseconds since the recording began.
 */
export async function recordedReplica(
  recorded: { readonly service: string; readonly replica: string },
  played: () => number,
): Promise<(request: IncomingMessage, response: ServerResponse) => void> {
  const recording = await openRecording(recorded);
  const points = await Promise.all(
    recording.offsetsMs.map(async (_, point): Promise<Point> => {
      const read = (part: Parameters<typeof recording.read>[1]) => recording.read(point, part);
      return {
        heapText: gunzipSync(await read('heap.txt.gz')),
        heap: await read('heap.pb.gz'),
        goroutine: await read('goroutine.pb.gz'),
        goroutineText: gunzipSync(await read('goroutine.txt.gz')),
      };
    }),
  );
  const names = readSymbols(gunzipSync(await recording.readSymbols()));
  const now = () => points[pointAt(recording.offsetsMs, played() / stretch)];
  return (request, response) => {
    const { pathname, search, searchParams } = new URL(request.url ?? '/', 'http://replica');
    const text = searchParams.has('debug');
    if (pathname.endsWith('/symbol')) return send(response, Buffer.from(symbols(names, search.slice(1))));
    if (pathname.endsWith('/heap')) return send(response, text ? now()?.heapText : now()?.heap);
    if (pathname.endsWith('/goroutine'))
      return send(response, text ? now()?.goroutineText : now()?.goroutine);
    return send(response, undefined);
  };
}

/** Go names the counters that it knows, in the order in which they are asked for. */
function symbols(names: ReadonlyMap<string, string>, asked: string): string {
  const lines = asked.split('+').flatMap((pc) => (names.has(pc) ? [`${pc} ${names.get(pc)}\n`] : []));
  return `num_symbols: 1\n${lines.join('')}`;
}

function pointAt(offsetsMs: readonly number[], atMs: number): number {
  return Math.max(
    0,
    offsetsMs.findLastIndex((offsetMs) => offsetMs <= atMs),
  );
}

function send(response: ServerResponse, body: Buffer | undefined): void {
  if (body === undefined) response.writeHead(404, { 'x-go-pprof': '1' }).end('Unknown profile\n');
  else response.writeHead(200, { 'content-length': body.length }).end(body);
}
