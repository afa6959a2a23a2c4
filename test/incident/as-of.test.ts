import { describe, expect, it } from 'vitest';
import { actionsFor } from '../../src/incident/act.ts';
import { asOf } from '../../src/incident/as-of.ts';
import { stateOf } from '../../src/incident/finding-state.ts';
import { acknowledgedThread } from '../../src/incident/place.ts';
import type { SnoozedUntil } from '../../src/incident/status.ts';
import { incidentSentence } from '../../src/report/incident-sentence.ts';
import { plainShow } from '../../src/report/shows.ts';
import { acknowledged, dayMs, firstMs, hourMs, incident } from './incident-fixtures.ts';

function snoozed(until: SnoozedUntil) {
  return incident({
    seen: 4,
    status: { is: 'snoozed', by: 'U0BEA', atMs: firstMs, until },
    events: [
      { kind: 'found', atMs: firstMs },
      { kind: 'snoozed', atMs: firstMs, by: 'U0BEA' },
    ],
  });
}

const forAnHour = snoozed({ kind: 'time', atMs: firstMs + hourMs });
const growth = { kind: 'heap', perMinute: 1 } as const;

describe('a snooze', () => {
  it('is over from its time on, whether or not a check has looked', () => {
    expect(asOf(forAnHour, firstMs + hourMs - 1)).toBe(forAnHour);
    const over = asOf(forAnHour, firstMs + hourMs);
    expect(stateOf(over).state).toBe('known');
    expect(over.events.at(-1)).toEqual({ kind: 'snooze-over', atMs: firstMs + hourMs });
    expect(incidentSentence(stateOf(over), growth, plainShow)).toMatch(/^known: .*; its snooze is over$/);
    expect(actionsFor(over)).toEqual(['acknowledge', 'snooze', 'resolve', 'silence']);
  });

  it('until it grows faster is over by no clock', () => {
    const faster = snoozed({ kind: 'faster', perMinute: 1, replicas: 1 });
    expect(asOf(faster, firstMs + 365 * dayMs)).toBe(faster);
  });

  it('that is over has the next check begin a thread of its own again', () => {
    const other = incident({ fingerprint: 'b', status: acknowledged });
    const threadAt = (nowMs: number) =>
      acknowledgedThread(
        [forAnHour, other].map((each) => asOf(each, nowMs)),
        'C0PAY',
      );
    expect(threadAt(firstMs)).toBeDefined();
    expect(threadAt(firstMs + hourMs)).toBeUndefined();
  });

  it('says until when in words that stay true in a message that nobody edits', () => {
    expect(incidentSentence(stateOf(forAnHour), growth, plainShow)).toContain(
      'until 2026-11-12 11:00 UTC and open again from then on',
    );
  });
});
