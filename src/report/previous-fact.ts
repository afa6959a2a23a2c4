import type { Show } from './incident-sentence.ts';
import type { Report } from './report.ts';
import { formatPerMinute, formatWindow } from './units.ts';

/** What the check before this one said of the service, beside what this one says; nothing where there was none. */
export function previousFacts({ previous, growth }: Report, show: Show): string[] {
  if (previous === undefined) return [];
  const heap = thenAndNow(previous.heapPerMinute, growth.heap?.perMinute, 'heap');
  const goroutines = thenAndNow(previous.goroutinesPerMinute, growth.goroutines?.perMinute, 'goroutine');
  const said = [previous.verdict, ...heap, ...goroutines].join('; ');
  return [
    `Last check, ${show.date(Date.parse(previous.at))} over ${formatWindow(previous.windowMs)}: ${said}`,
  ];
}

function thenAndNow(then: number | undefined, now: number | undefined, kind: 'heap' | 'goroutine'): string[] {
  if (then === undefined || now === undefined) return [];
  const name = kind === 'heap' ? 'heap' : 'goroutines';
  return [`${name} ${formatPerMinute(then, kind)} then, ${formatPerMinute(now, kind)} now`];
}
