import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { openRecording, readRecordingIndex } from '../../lab/recording.ts';
import { type ReplayTarget, startReplay } from '../../lab/replay-target.ts';
import { median } from '../../src/leak/statistics/theil-sen.ts';
import { goroutineCount } from '../../src/profile/goroutine-count.ts';
import { readGoroutineText } from '../../src/profile/read-goroutine-text.ts';
import { readHeapText } from '../../src/profile/read-heap-text.ts';
import { readProfile } from '../../src/profile/read-profile.ts';
import { readSymbols } from '../../src/profile/read-symbols.ts';

const who = { service: 'payments', replica: 'payments-1' };
let replay: ReplayTarget | undefined;
let nowMs = 0;

afterEach(async () => {
  await replay?.stop();
  replay = undefined;
});

async function start(): Promise<ReplayTarget> {
  nowMs = 1_000_000;
  replay = await startReplay({ ...who, clock: () => nowMs });
  return replay;
}

const ask = async (path: string) => fetch(new URL(path, replay?.url));
const heapText = async () => (await ask('heap?gc=1&debug=1')).text();
const bytes = async (path: string) => Buffer.from(await (await ask(path)).arrayBuffer());

function counter(text: string, name: string): number {
  return Number(text.match(new RegExp(`^# ${name} = (\\d+)$`, 'm'))?.[1]);
}

describe('the recording', () => {
  it('has every part of every point of every replica', async () => {
    const { services } = await readRecordingIndex();
    expect(services.map(({ service, replicas }) => [service, replicas.length])).toEqual([
      ['payments', 3],
      ['orders', 2],
      ['catalog', 2],
    ]);
    for (const { service, replicas } of services) {
      for (const { replica } of replicas) {
        const recording = await openRecording({ service, replica });
        for (const point of recording.offsetsMs.keys()) {
          expect(gunzipSync(await recording.read(point, 'heap.txt.gz')).toString()).toMatch(
            /^heap profile: /,
          );
          expect(gunzipSync(await recording.read(point, 'heap.pb.gz')).length).toBeGreaterThan(100);
          expect(gunzipSync(await recording.read(point, 'goroutine.pb.gz')).length).toBeGreaterThan(100);
          expect(gunzipSync(await recording.read(point, 'goroutine.txt.gz')).toString()).toMatch(
            /^goroutine \d+ \[/,
          );
        }
      }
    }
  });

  it.each([
    { service: 'payments', replica: 'payments-1', grows: true },
    { service: 'orders', replica: 'orders-2', grows: true },
    { service: 'catalog', replica: 'catalog-1', grows: false },
  ])('of $replica grows: $grows', async ({ service, replica, grows }) => {
    const recording = await openRecording({ service, replica });
    const heapAt = async (point: number) =>
      counter(gunzipSync(await recording.read(point, 'heap.txt.gz')).toString(), 'HeapAlloc');
    const heaps = await Promise.all(recording.offsetsMs.map((_, point) => heapAt(point)));
    // What a collection leaves under catalog's churn is up to 8 MB: not of a single point.
    const growth = median(heaps.slice(-7)) - median(heaps.slice(0, 7));
    expect(growth > 10e6).toBe(grows);
    expect(Math.abs(growth) < 4e6).toBe(!grows);
  });

  it('names what there is when asked for what there is not', async () => {
    await expect(startReplay({ service: 'payments', replica: 'payments-9' })).rejects.toThrow(
      /no recording of payments\/payments-9; recorded are payments\/payments-1, /,
    );
  });
});

describe('a replay', () => {
  it('goes through the recording at its pace', async () => {
    await start();
    const { offsetsMs, read } = await openRecording(who);
    const texts: string[] = [];
    for (const elapsedMs of [0, 20_100, 40_100]) {
      nowMs = 1_000_000 + elapsedMs;
      await ask('goroutine'); // keeps the silence short
      texts.push(await heapText());
      const newest = offsetsMs.findLastIndex((offset) => offset <= elapsedMs);
      expect(texts.at(-1)).toBe(gunzipSync(await read(newest, 'heap.txt.gz')).toString());
      nowMs += 9_000;
      await ask('goroutine');
    }
    const heaps = texts.map((text) => counter(text, 'HeapAlloc'));
    expect(heaps).toEqual([...heaps].sort((a, b) => a - b));
    expect(new Set(heaps).size).toBe(3);
  });

  it('answers from the point recorded nearest to the time, an instant early as an instant late', async () => {
    const { offsetsMs } = await openRecording(who);
    const at = async (elapsedMs: number) => {
      nowMs = 1_000_000 + elapsedMs;
      return heapText();
    };
    await start();
    await heapText();
    const second = offsetsMs[1] ?? 0;
    const early = await at(second - 40);
    const late = await at(second + 40);
    expect(counter(early, 'Mallocs')).toBe(counter(late, 'Mallocs'));
  });

  it('answers the profiles from the point of the last text, however late they are asked for', async () => {
    await start();
    await heapText();
    nowMs += 4_900;
    const { read } = await openRecording(who);
    expect(await bytes('heap')).toEqual(await read(0, 'heap.pb.gz'));
    expect(await bytes('goroutine')).toEqual(await read(0, 'goroutine.pb.gz'));
  });

  it('says when it is over and what to choose, and starts over after a pause', async () => {
    await start();
    const first = await heapText();
    for (let elapsedMs = 10_000; elapsedMs <= 60_000; elapsedMs += 10_000) {
      nowMs = 1_000_000 + elapsedMs;
      expect((await ask('heap?gc=1&debug=1')).status).toBe(200);
    }
    nowMs = 1_000_000 + 64_900;
    const over = await ask('heap?gc=1&debug=1');
    expect(over.status).toBe(503);
    expect(await over.text()).toBe(
      'the recording of payments ends after 62 s: choose a window of 60 s or less\n',
    );
    expect((await ask('heap')).status).toBe(503);
    nowMs += 5_001;
    expect(await heapText()).toBe(first);
  });

  it.each([
    ['heap', 'application/octet-stream'],
    ['goroutine', 'application/octet-stream'],
    ['heap?gc=1&debug=1', 'text/plain; charset=utf-8'],
    ['goroutine?debug=2', 'text/plain; charset=utf-8'],
    ['symbol?0x1', 'text/plain; charset=utf-8'],
  ])('serves %s with the headers of Go', async (path, type) => {
    await start();
    const { status, headers } = await ask(path);
    expect([status, headers.get('content-type'), headers.get('x-content-type-options')]).toEqual([
      200,
      type,
      'nosniff',
    ]);
  });

  it('lists the goroutines that it counts', async () => {
    await start();
    await heapText();
    const counted = goroutineCount(readProfile(await bytes('goroutine')));
    const listed = readGoroutineText(await bytes('goroutine?debug=2'));
    // Both are taken one after the other of a process at work.
    expect(Math.abs(listed.length - counted)).toBeLessThanOrEqual(0.2 * counted);
  });

  it('names the hidden program counters of its heap texts, and leaves out what the process did not know', async () => {
    await start();
    const { records } = readHeapText(await heapText());
    const pcs = [...new Set(records.flatMap(({ hiddenPcs }) => hiddenPcs))];
    expect(pcs.length).toBeGreaterThan(5);
    const named = readSymbols(await bytes(`symbol?${[...pcs, '0x1'].join('+')}`));
    expect([...named.keys()]).toEqual(pcs);
    for (const name of named.values()) expect(name).toMatch(/^(internal\/)?(runtime|abi|bytealg)[./]/);
  });

  it('serves one point for the two collections of a capture, and the profiles after them', async () => {
    await start();
    await heapText();
    const { offsetsMs, read } = await openRecording(who);
    // Just before the middle between two points, so that the second text alone would be of the next one.
    nowMs += ((offsetsMs[0] ?? 0) + (offsetsMs[1] ?? 0)) / 2 - 10;
    await ask('goroutine');
    const first = await heapText();
    nowMs += 60;
    expect(await heapText()).toBe(first);
    expect(await bytes('heap')).toEqual(await read(0, 'heap.pb.gz'));
  });

  it.each(['allocs', 'goroutineleak', 'nonsense'])('does not know %s', async (path) => {
    await start();
    const answer = await ask(path);
    expect([answer.status, await answer.text()]).toEqual([404, 'Unknown profile\n']);
  });

  it('refuses a difference over seconds, which it cannot make', async () => {
    await start();
    expect((await ask('heap?seconds=5')).status).toBe(400);
  });
});
