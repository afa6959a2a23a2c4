import { spawn } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startFixableService } from '../../lab/fixable-service.ts';
import type { RunningService } from '../../lab/go-program.ts';
import { buildServices, goIsPresent, type ServiceStart, startService } from '../../lab/go-services.ts';

const hasGo = await goIsPresent();
/** More goroutines than this are never busy with requests at once, even at three times the usual traffic. */
const mostUnderWay = 150;
const running: RunningService[] = [];

afterAll(() => Promise.all(running.map((service) => service.stop())));

describe.skipIf(!hasGo)('the lab services (need Go 1.26 on the PATH)', () => {
  beforeAll(() => buildServices());

  describe.concurrent('under their own traffic', () => {
    it('payments leaves memory and goroutines behind until told to clean up', async () => {
      const service = await start({ name: 'payments', replica: 'payments-1', rate: 3, lab: true });
      const base = await capture(service);
      const points = await captureUntil(
        service,
        (point) =>
          point.heapAlloc - base.heapAlloc > 8e6 && point.goroutines - base.goroutines > 1.5 * mostUnderWay,
      );
      expect(points.length).toBeGreaterThan(3);

      expect((await labRequest(service, '/lab/leak?on=false')).status).toBe(204);
      const stopped = await capture(service);
      const later = await captureUntil(
        service,
        allocated(stopped, 2 * (stopped.totalAlloc - base.totalAlloc)),
      );
      expect(last(later).goroutines - stopped.goroutines).toBeLessThan(mostUnderWay);
    });

    it('payments that cleans up from its start leaves no goroutines behind', async () => {
      const service = await start({ name: 'payments', replica: 'payments-2', rate: 3, leak: false });
      const base = await capture(service);
      const later = await captureUntil(service, allocated(base, 60e6));
      expect(last(later).goroutines - base.goroutines).toBeLessThan(mostUnderWay);
    });

    it('orders leaves memory behind but no goroutines', async () => {
      const service = await start({ name: 'orders', replica: 'orders-1', rate: 3 });
      const base = await capture(service);
      const later = await captureUntil(service, ({ heapAlloc }) => heapAlloc - base.heapAlloc > 8e6);
      expect(last(later).goroutines - base.goroutines).toBeLessThan(60);
    });

    it('catalog allocates hundreds of megabytes and keeps none of them once its cache is full', async () => {
      const service = await start({ name: 'catalog', replica: 'catalog-1' });
      const filling = await captureUntil(service, ({ totalAlloc }) => totalAlloc > 300e6);
      const full = await captureUntil(service, allocated(last(filling), 200e6));
      const later = await captureUntil(service, allocated(last(full), 200e6));
      expect(last(full).heapAlloc).toBeGreaterThan(15e6);
      // One collection leaves what was allocated while it ran: the lowest of several is the live heap.
      expect(Math.abs(lowestHeap(later) - lowestHeap(full))).toBeLessThan(2e6);
      expect(Math.abs(last(later).goroutines - last(full).goroutines)).toBeLessThan(60);
    });
  });

  it('a restart on order keeps address and process id and empties the heap', async () => {
    const service = await start({ name: 'orders', replica: 'orders-2', lab: true });
    const old = last(await captureUntil(service, ({ totalAlloc }) => totalAlloc > 12e6));
    expect((await labRequest(service, '/lab/restart')).status).toBe(202);
    await captureUntil(service, ({ totalAlloc }) => totalAlloc < old.totalAlloc);
    expect(isAlive(service.pid)).toBe(true);
  });

  it('a restart keeps what was mended, as the deploy of a fix does', async () => {
    const service = await startFixableService({ name: 'payments', replica: 'payments-3' });
    try {
      await service.setFixed(true);
      const args = async () => await (await fetch(new URL('cmdline', service.url))).text();
      expect(await args()).toContain('-leak=false');
      await service.setFixed(false);
      expect(await args()).toContain('-leak=true');
    } finally {
      await service.stop();
    }
  });

  it('offers no lab switches unless asked to', async () => {
    const service = await start({ name: 'orders', replica: 'orders-3' });
    expect((await labRequest(service, '/lab/restart')).status).toBe(404);
    expect((await labRequest(service, '/lab/leak?on=false')).status).toBe(404);
  });

  it('stop leaves no process behind and may be called again', async () => {
    const service = await start({ name: 'catalog', replica: 'catalog-2' });
    expect(isAlive(service.pid)).toBe(true);
    await service.stop();
    expect(isAlive(service.pid)).toBe(false);
    await service.stop();
  });

  it('a service ends with the process that started it, even when that one is killed', async () => {
    const script = `
      import { startService } from './lab/go-services.ts';
      console.log((await startService({ name: 'orders', replica: 'orders-4' })).pid);`;
    const starter = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const pid = await new Promise<number>((resolve, reject) => {
      starter.stdout.once('data', (chunk) => resolve(Number(chunk)));
      starter.once('exit', () => reject(new Error('the starter ended before it started a service')));
    });
    expect(isAlive(pid)).toBe(true);
    starter.kill('SIGKILL');
    await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 5_000 });
  });
});

type Point = { readonly heapAlloc: number; readonly totalAlloc: number; readonly goroutines: number };

async function start(options: ServiceStart): Promise<RunningService> {
  const service = await startService(options);
  running.push(service);
  return service;
}

/** The exact series of a replica: live heap after a forced collection, and the goroutine count. */
async function capture({ url }: RunningService): Promise<Point> {
  const text = await (await fetch(`${url}heap?gc=1&debug=1`)).text();
  const goroutines = await (await fetch(`${url}goroutine?debug=1`)).text();
  return {
    heapAlloc: Number(text.match(/^# HeapAlloc = (\d+)$/m)?.[1]),
    totalAlloc: Number(text.match(/^# TotalAlloc = (\d+)$/m)?.[1]),
    goroutines: Number(goroutines.match(/^goroutine profile: total (\d+)/)?.[1]),
  };
}

/** Captures until `enough` holds of the newest point, and returns all points. A refused connection counts for nothing. */
async function captureUntil(service: RunningService, enough: (point: Point) => boolean): Promise<Point[]> {
  const points: Point[] = [];
  await vi.waitFor(
    async () => {
      const point = await capture(service);
      points.push(point);
      expect(enough(point)).toBe(true);
    },
    { timeout: 25_000, interval: 400 },
  );
  return points;
}

const allocated =
  (base: Point, bytes: number) =>
  ({ totalAlloc }: Point): boolean =>
    totalAlloc - base.totalAlloc > bytes;

function last(points: readonly Point[]): Point {
  const point = points.at(-1);
  if (point === undefined) throw new Error('nothing was captured');
  return point;
}

function lowestHeap(points: readonly Point[]): number {
  return Math.min(...points.map(({ heapAlloc }) => heapAlloc));
}

function labRequest(service: RunningService, path: string): Promise<Response> {
  return fetch(new URL(path, service.url), { method: 'POST' });
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
