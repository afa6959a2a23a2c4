import { describe, expect, it } from 'vitest';
import { Incident } from '../../src/incident/incident.ts';
import { type CheckFindings, recordCheck } from '../../src/incident/record-check.ts';
import {
  acknowledged,
  dayMs,
  findings,
  firstMs,
  found,
  hourMs,
  incident,
  laterMs,
  minuteMs,
  resolvedByChecks,
  silenced,
} from './incident-fixtures.ts';

const policy = { nowMs: laterMs, resolvedAfter: 3 };

/** The one incident after a check, and what the check says of it. */
function checked(before: Incident | undefined, check: Partial<CheckFindings> = {}, changed = policy) {
  const { incidents, record } = recordCheck(before === undefined ? [] : [before], findings(check), changed);
  const [one] = incidents;
  if (one === undefined) throw new Error('there is no incident');
  return {
    incident: Incident.parse(one),
    state: record.findings[one.fingerprint],
    absence: record.absences[0],
  };
}

const nothing = { found: [] };

describe('a check that finds a leak', () => {
  it('makes a new incident of one that nobody knows', () => {
    const { incident: made, state } = checked(undefined);
    expect(made).toMatchObject({
      seen: 1,
      absent: 0,
      status: { is: 'open' },
      first: { check: 'later234', atMs: laterMs, perMinute: 3 * 2 ** 20, replicas: 2 },
      events: [{ kind: 'found', atMs: laterMs }],
    });
    expect(made.last).toEqual(made.first);
    expect(state).toMatchObject({ state: 'new', seen: 1 });
  });

  it('calls it known from then on, counts it, and keeps the first growth beside the last', () => {
    const { incident: again, state } = checked(incident({ seen: 3, absent: 2 }));
    expect(again).toMatchObject({ seen: 4, absent: 0, last: { check: 'later234', perMinute: 3 * 2 ** 20 } });
    expect(state).toMatchObject({
      state: 'known',
      seen: 4,
      firstSeenMs: firstMs,
      firstPerMinute: 1.2 * 2 ** 20,
      thread: { channel: 'C0PAY' },
    });
  });

  it('calls it new until people have been told of it', () => {
    const { thread: _, ...untold } = incident();
    expect(checked(untold).state).toMatchObject({ state: 'new', seen: 2 });
  });

  it.each([
    ['acknowledged', acknowledged],
    ['silenced', silenced],
  ] as const)('leaves %s what is', (name, status) => {
    const { incident: again, state } = checked(incident({ status }));
    expect(again.status).toEqual(status);
    expect(state).toMatchObject({ state: name, status, seen: 2 });
  });

  it('takes the name and the pattern that it has now', () => {
    const leak = found({ pattern: 'map-retention', culprit: 'main.keep[...]' });
    expect(checked(incident(), { found: [leak] }).incident).toMatchObject({
      pattern: 'map-retention',
      culprit: 'main.keep[...]',
    });
  });

  it('is one incident of two findings that share a fingerprint, which grows by both', () => {
    const { incident: made } = checked(undefined, {
      found: [found(), found({ perMinute: 2 ** 20, replicas: 3 })],
    });
    expect(made).toMatchObject({ seen: 1, last: { perMinute: 4 * 2 ** 20, replicas: 3 } });
  });

  it('stays silent about the other incidents of an inconclusive check', () => {
    const other = incident({ fingerprint: 'bbbbbbbbbbbb', absent: 1 });
    const { incidents, record } = recordCheck([other], findings({ isConclusive: false }), policy);
    expect(incidents[1]).toBe(other);
    expect(record.absences).toEqual([]);
    expect(record.findings.aaaaaaaaaaaa).toMatchObject({ state: 'new' });
  });
});

describe('a snooze', () => {
  const until = { kind: 'time', atMs: laterMs } as const;
  const snoozed = incident({ status: { is: 'snoozed', by: 'U0BEA', atMs: firstMs, until } });

  it('holds until its time', () => {
    const { state } = checked(snoozed, {}, { ...policy, nowMs: laterMs - 1 });
    expect(state).toMatchObject({ state: 'snoozed', status: { until } });
  });

  it('is over at its time, and the leak is known and open again', () => {
    const { incident: open, state } = checked(snoozed);
    expect(state).toMatchObject({ state: 'known' });
    expect(open.status).toEqual({ is: 'open' });
    expect(open.events.at(-1)).toEqual({ kind: 'snooze-over', atMs: laterMs });
  });

  const faster = incident({
    status: {
      is: 'snoozed',
      by: 'U0BEA',
      atMs: firstMs,
      until: { kind: 'faster', perMinute: 2 * 2 ** 20, replicas: 2 },
    },
  });

  it.each([
    ['as fast as then', { perMinute: 2 * 2 ** 20, atLeastPerMinute: 1.9 * 2 ** 20 }, 'snoozed'],
    [
      'a little faster, which chance may do',
      { perMinute: 2.3 * 2 ** 20, atLeastPerMinute: 2.1 * 2 ** 20 },
      'snoozed',
    ],
    ['much faster, but not surely', { perMinute: 4 * 2 ** 20, atLeastPerMinute: 2 ** 20 }, 'snoozed'],
    ['much faster', { perMinute: 4 * 2 ** 20, atLeastPerMinute: 3 * 2 ** 20 }, 'known'],
    [
      'as fast in twice the replicas',
      { perMinute: 4 * 2 ** 20, atLeastPerMinute: 3 * 2 ** 20, replicas: 4 },
      'snoozed',
    ],
  ] as const)('until it grows faster: growth %s is %s', (_, growth, state) => {
    expect(checked(faster, { found: [found(growth)] }).state).toMatchObject({ state });
  });
});

describe('checks that do not find a leak any more', () => {
  it('are counted, and the third resolves it', () => {
    const first = checked(incident({ status: acknowledged }), nothing);
    expect(first.absence).toMatchObject({ absent: 1, of: 3, isResolved: false, status: acknowledged });
    const second = checked(first.incident, nothing);
    expect(second.incident).toMatchObject({ absent: 2, status: acknowledged });
    const third = checked(second.incident, nothing);
    expect(third.absence).toMatchObject({ absent: 3, isResolved: true, thread: { channel: 'C0PAY' } });
    expect(third.incident.status).toEqual({ is: 'resolved', atMs: laterMs, checks: 3 });
    expect(third.incident.events.at(-1)).toEqual({ kind: 'resolved', atMs: laterMs });
    expect(checked(third.incident, nothing).absence).toBeUndefined();
  });

  it('resolve it after as many as the service says', () => {
    expect(checked(incident(), nothing, { ...policy, resolvedAfter: 1 }).absence).toMatchObject({
      isResolved: true,
      of: 1,
    });
  });

  it('count from zero when one finds it in between', () => {
    const twice = incident({ absent: 2 });
    expect(checked(checked(twice).incident, nothing).absence).toMatchObject({ absent: 1, isResolved: false });
  });

  it.each<[string, Incident, Partial<CheckFindings>]>([
    ['an inconclusive check', incident({ absent: 2 }), { isConclusive: false }],
    ['what is silenced', incident({ absent: 2, status: silenced }), {}],
    ['what is resolved', incident({ absent: 3, status: resolvedByChecks }), {}],
    [
      'a window that is shorter and too blunt for so slow a leak',
      incident({ absent: 2 }),
      { windowMs: minuteMs, detectablePerMinute: { heap: 2 ** 20, goroutine: 1 } },
    ],
    [
      'a shorter window that does not say what it could have shown',
      incident({ absent: 2 }),
      { windowMs: minuteMs, detectablePerMinute: { heap: undefined, goroutine: undefined } },
    ],
  ])('say nothing: %s', (_, before, check) => {
    const { incidents, record } = recordCheck([before], findings({ ...nothing, ...check }), policy);
    expect(incidents[0]).toBe(before);
    expect(record.absences).toEqual([]);
  });

  it('count where a shorter window would have shown it all the same', () => {
    const { absence } = checked(incident(), { ...nothing, windowMs: minuteMs });
    expect(absence).toMatchObject({ absent: 1 });
  });
});

describe('a leak that is found after it was resolved', () => {
  const resolved = incident({ seen: 4, absent: 3, status: resolvedByChecks });

  it('has regressed: open again, with a thread still to come, and its old one remembered', () => {
    const { incident: back, state } = checked(resolved);
    const cameBack = { atMs: laterMs, resolved: { atMs: firstMs + hourMs, checks: 3 } };
    expect(state).toMatchObject({ state: 'regressed', seen: 5, cameBack });
    expect(back).toMatchObject({
      absent: 0,
      status: { is: 'open' },
      cameBack,
      formerThread: resolved.thread,
    });
    expect(back.thread).toBeUndefined();
    expect(back.events.at(-1)).toEqual({ kind: 'back', atMs: laterMs });
  });

  it('remembers who resolved it', () => {
    const status = { is: 'resolved', atMs: firstMs + hourMs, by: 'U0BEA' } as const;
    expect(checked(incident({ status })).state).toMatchObject({
      cameBack: { resolved: { atMs: firstMs + hourMs, by: 'U0BEA' } },
    });
  });

  it('is regressed until people have been told, then known', () => {
    const { incident: back } = checked(resolved);
    expect(checked(back).state).toMatchObject({ state: 'regressed' });
    expect(checked({ ...back, thread: { channel: 'C0PAY', ts: '2.2' } }).state).toMatchObject({
      state: 'known',
      cameBack: { atMs: laterMs },
    });
  });

  it('has not regressed when the window began before it was resolved', () => {
    const windowFromMs = firstMs + hourMs - 1;
    const { incident: same, state } = checked(resolved, { windowFromMs });
    expect(state).toMatchObject({ state: 'resolved', status: resolvedByChecks });
    expect(same).toMatchObject({ seen: 5, status: resolvedByChecks, thread: resolved.thread });
  });

  it('is resolved anew without a trace of having been back', () => {
    const { incident: back } = checked(resolved);
    const gone = checked(back, nothing, { nowMs: laterMs + dayMs, resolvedAfter: 1 });
    expect(gone.incident.cameBack).toBeUndefined();
    expect(gone.incident.status).toMatchObject({ is: 'resolved', atMs: laterMs + dayMs });
  });
});

it('keeps the last 20 turns of an incident', () => {
  const events = Array.from({ length: 20 }, (_, index) => ({ kind: 'found', atMs: index }) as const);
  const { incident: made } = checked(incident({ events, status: resolvedByChecks }));
  expect(made.events).toHaveLength(20);
  expect(made.events[0]).toEqual({ kind: 'found', atMs: 1 });
  expect(made.events.at(-1)).toMatchObject({ kind: 'back' });
});
