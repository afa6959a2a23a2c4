import { createServer, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { goroutineProtobuf, goroutineText } from './synthetic/goroutines.ts';
import { heapProtobuf } from './synthetic/heap-protobuf.ts';
import { allocators, heapTexts } from './synthetic/heap-text.ts';
import { syntheticService } from './synthetic/service.ts';

export type SyntheticTargetOptions = {
  readonly samples: number;
  readonly seed: number;
  /** Over which the leak shows: a service is at base when it is first asked, and at head this much later. */
  readonly windowMs: number;
};

/** Protobuf profiles are made before they are asked for: a real service has other cores than the bot. */
const steps = 8;

const { windowMs, ...size } = workerData as SyntheticTargetOptions;
const service = syntheticService(size);
const heapText = heapTexts(service);
const heaps = Array.from({ length: steps + 1 }, (_, step) => heapProtobuf(service, step / steps));
const goroutines = goroutineProtobuf(service.program);
const goroutineList = goroutineText(service.program);
const symbols = [...allocators].map(([pc, name]) => `${pc} ${name}\n`).join('');
const beganAtMs = new Map<string, number>();

const server = createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://target');
  const [, name = '', , , profile = ''] = url.pathname.split('/');
  const debug = Number(url.searchParams.get('debug') ?? 0);
  answer(response, { name, profile, debug }).catch(() => response.destroy());
});

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  parentPort?.postMessage(typeof address === 'object' ? address?.port : address);
});

async function answer(
  response: ServerResponse,
  asked: { readonly name: string; readonly profile: string; readonly debug: number },
): Promise<void> {
  const step = stepOf(asked.name);
  switch (`${asked.profile} ${asked.debug}`) {
    case 'heap 1':
      return pipeline(Readable.from(pieces(step / steps)), response);
    case 'heap 0':
      response.end(heaps[step]);
      return;
    case 'goroutine 0':
      response.end(goroutines);
      return;
    case 'goroutine 2':
      response.end(goroutineList);
      return;
    case 'symbol 0':
      response.end(`num_symbols: 1\n${symbols}`);
      return;
    default:
      response.writeHead(404, { 'x-go-pprof': '1' }).end('Unknown profile\n');
  }
}

function* pieces(at: number): Generator<Buffer> {
  for (const piece of heapText(at)) yield Buffer.from(piece, 'latin1');
}

/** Between two forced collections of one capture nothing moves. */
function stepOf(name: string): number {
  const nowMs = performance.now();
  const began = beganAtMs.get(name) ?? nowMs;
  beganAtMs.set(name, began);
  return Math.min(steps, Math.round(((nowMs - began) / windowMs) * steps));
}
