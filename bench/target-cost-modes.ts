import { setTimeout as wait } from 'node:timers/promises';
import type { RunningService } from '../lab/go-program.ts';
import { checkService } from './check-service.ts';
import { serviceAt } from './service-at.ts';

export const modes = ['idle', 'check', 'scrape'] as const;
export type Mode = (typeof modes)[number];

/** What was asked of a replica over one window, as far as whoever asked knows it. */
export type Asked = {
  readonly requests: number;
  readonly bytes: number;
  /** Captures with a list of goroutines, and with a second forced collection. */
  readonly listed: number;
  readonly again: number;
  readonly verdict: string | undefined;
};

const nothing: Asked = { requests: 0, bytes: 0, listed: 0, again: 0, verdict: undefined };

/** What is done to a replica in each mode over one window. */
export function runMode(
  mode: Mode,
  service: RunningService,
  { windowMs, scrapeMs }: { readonly windowMs: number; readonly scrapeMs: number },
): Promise<Asked> {
  switch (mode) {
    case 'idle':
      return wait(windowMs, nothing);
    case 'check':
      return check(service, windowMs);
    case 'scrape':
      return scrape(service, windowMs, scrapeMs);
  }
}

async function check({ url }: RunningService, windowMs: number): Promise<Asked> {
  const { report, store } = await checkService(serviceAt('checked', [{ name: 'checked-1', url }]), windowMs);
  const cost = report.replicas[0]?.cost;
  const files = [...store.files.keys()];
  return {
    requests: cost?.requests ?? 0,
    bytes: cost?.bytesRead ?? 0,
    listed: files.filter((file) => file.endsWith('.goroutine-text')).length,
    again: files.filter((file) => file.endsWith('.heap-text-again')).length,
    verdict: report.verdict,
  };
}

/** As continuous profilers do that want live heap: one heap profile after a collection, again and again. */
async function scrape({ url }: RunningService, windowMs: number, scrapeMs: number): Promise<Asked> {
  const startedAt = Date.now();
  let [requests, bytes] = [0, 0];
  for (let dueMs = 0; dueMs < windowMs; dueMs += scrapeMs) {
    await wait(Math.max(0, startedAt + dueMs - Date.now()));
    const answer = await fetch(`${url}heap?gc=1`);
    bytes += (await answer.arrayBuffer()).byteLength;
    requests += 1;
  }
  await wait(Math.max(0, startedAt + windowMs - Date.now()));
  return { ...nothing, requests, bytes };
}
