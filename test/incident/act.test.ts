import { describe, expect, it } from 'vitest';
import { actionsFor, afterAct, type IncidentAct } from '../../src/incident/act.ts';
import type { Status } from '../../src/incident/status.ts';
import {
  acknowledged,
  firstMs,
  hourMs,
  incident,
  laterMs,
  resolvedByChecks,
  silenced,
} from './incident-fixtures.ts';

const ann = { by: 'U0ANN', nowMs: laterMs };
const snoozed: Status = {
  is: 'snoozed',
  by: 'U0BEA',
  atMs: firstMs,
  until: { kind: 'time', atMs: firstMs + hourMs },
};

describe('what a person does about a leak', () => {
  it.each<[string, IncidentAct, Status]>([
    ['acknowledge', { action: 'acknowledge' }, { is: 'acknowledged', by: 'U0ANN', atMs: laterMs }],
    ['resolve', { action: 'resolve' }, { is: 'resolved', by: 'U0ANN', atMs: laterMs }],
    [
      'silence',
      { action: 'silence', reason: 'a cache' },
      { is: 'silenced', by: 'U0ANN', atMs: laterMs, reason: 'a cache' },
    ],
    ...(
      [
        ['1h', 1],
        ['6h', 6],
        ['1d', 24],
        ['1w', 168],
      ] as const
    ).map(([choice, hours]): [string, IncidentAct, Status] => [
      `snooze for ${choice}`,
      { action: 'snooze', choice },
      {
        is: 'snoozed',
        by: 'U0ANN',
        atMs: laterMs,
        until: { kind: 'time', atMs: laterMs + hours * hourMs },
      },
    ]),
    [
      'snooze until it grows faster',
      { action: 'snooze', choice: 'faster' },
      {
        is: 'snoozed',
        by: 'U0ANN',
        atMs: laterMs,
        until: { kind: 'faster', perMinute: 1.2 * 2 ** 20, replicas: 2 },
      },
    ],
  ])('%s: says who and when, and is a turn of its history', (_, act, status) => {
    const after = afterAct(incident(), act, ann);
    expect(after?.status).toEqual(status);
    expect(after?.events.at(-1)).toMatchObject({ kind: status.is, by: 'U0ANN', atMs: laterMs });
  });

  it('is undone where it was silenced', () => {
    const after = afterAct(incident({ status: silenced }), { action: 'unsilence' }, ann);
    expect(after?.status).toEqual({ is: 'open' });
    expect(after?.events.at(-1)).toEqual({ kind: 'unsilenced', by: 'U0ANN', atMs: laterMs });
  });

  it('resolves what was back for good', () => {
    const back = { atMs: firstMs, resolved: { atMs: firstMs, checks: 3 } };
    expect(afterAct(incident({ cameBack: back }), { action: 'resolve' }, ann)?.cameBack).toBeUndefined();
  });

  it.each<[Status['is'], Status, readonly string[]]>([
    ['open', { is: 'open' }, ['acknowledge', 'snooze', 'resolve', 'silence']],
    ['acknowledged', acknowledged, ['snooze', 'resolve', 'silence']],
    ['snoozed', snoozed, ['acknowledge', 'snooze', 'resolve', 'silence']],
    ['resolved', resolvedByChecks, ['acknowledge', 'silence']],
    ['silenced', silenced, ['unsilence']],
  ])('is offered, and possible, only where it changes something: %s', (_, status, offered) => {
    const before = incident({ status });
    expect(actionsFor(before)).toEqual(offered);
    const acts: readonly IncidentAct[] = [
      { action: 'acknowledge' },
      { action: 'snooze', choice: '1h' },
      { action: 'resolve' },
      { action: 'silence', reason: 'a cache' },
      { action: 'unsilence' },
    ];
    const possible = acts.filter((act) => afterAct(before, act, ann) !== undefined);
    expect(possible.map(({ action }) => action)).toEqual(offered);
  });
});
