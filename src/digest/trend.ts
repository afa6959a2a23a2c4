import type { Verdict } from '../report/report.ts';
import { formatAmount, type Measure } from '../report/units.ts';
import type { RememberedService, ServiceFacts } from './facts.ts';

/** Faster or slower than two checks differ by chance. */
const clearFactor = 1.2;

const gravity: Readonly<Record<Verdict, number>> = { healthy: 0, inconclusive: 1, suspect: 2, leak: 3 };

/** What has changed of a service since the last digest, in words. */
export function trendOf({ checked, before }: Pick<ServiceFacts, 'checked' | 'before'>): string {
  if (!('verdict' in checked)) return 'not known';
  if (before === undefined) return 'first time';
  if (checked.verdict !== before.verdict) {
    const direction = gravity[checked.verdict] > gravity[before.verdict] ? 'worse' : 'better';
    return `${direction}, was ${before.verdict}`;
  }
  return pace(checked, before) ?? 'as before';
}

function pace(now: RememberedService, before: RememberedService): string | undefined {
  const changes = [
    change(now.heapPerDay, before.heapPerDay, 'heap'),
    change(now.goroutinesPerDay, before.goroutinesPerDay, 'goroutine'),
  ];
  return changes.find((each) => each !== undefined);
}

function change(now = 0, before = 0, measure: Measure): string | undefined {
  if (now === before) return undefined;
  const was = `was ${perDay(before, measure) ?? 'none clear'}`;
  if (now > before * clearFactor) return `faster, ${was}`;
  return now * clearFactor < before ? `slower, ${was}` : undefined;
}

/** `+1.4 GiB` or `+1,440 goroutines`; undefined where nothing clearly grows. */
export function perDay(amount: number | undefined, measure: Measure): string | undefined {
  return amount === undefined || amount <= 0 ? undefined : `+${formatAmount(amount, measure)}`;
}
