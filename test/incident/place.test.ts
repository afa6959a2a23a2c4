import { describe, expect, it } from 'vitest';
import { acknowledgedThread, placeIncidents } from '../../src/incident/place.ts';
import { prunedIncidents } from '../../src/incident/prune.ts';
import { acknowledged, dayMs, firstMs, incident, resolvedByChecks, silenced } from './incident-fixtures.ts';

const here = { channel: 'C0PAY', ts: '9.9' };

describe('where people are told of a leak', () => {
  const { thread: _, ...untold } = incident();
  const all = new Set(['aaaaaaaaaaaa']);

  it('is noted once: the first thread stays the first', () => {
    const told = placeIncidents([untold], { fingerprints: all, thread: here, gone: new Set() });
    expect(told[0]?.thread).toEqual(here);
    const later = { channel: 'C0PAY', ts: '10.1' };
    expect(placeIncidents(told, { fingerprints: all, thread: later, gone: new Set() })[0]).toBe(told[0]);
  });

  it('is another thread when the first one is gone', () => {
    const [moved] = placeIncidents([incident()], { fingerprints: all, thread: here, gone: all });
    expect(moved?.thread).toEqual(here);
  });

  it('is not noted for leaks that the check did not find', () => {
    expect(placeIncidents([untold], { fingerprints: new Set(), thread: here, gone: new Set() })[0]).toBe(
      untold,
    );
  });
});

describe('the thread in which a check belongs', () => {
  const known = incident({ status: acknowledged });

  it('is that of an acknowledged leak, of several the one seen last', () => {
    const newer = incident({
      fingerprint: 'bbbbbbbbbbbb',
      status: acknowledged,
      thread: here,
      last: { ...known.last, atMs: firstMs + dayMs },
    });
    expect(acknowledgedThread([known, newer], 'C0PAY')?.thread).toEqual(here);
    expect(acknowledgedThread([known], 'C0PAY')?.thread).toEqual(known.thread);
  });

  it.each([
    ['nothing is known', []],
    ['another leak is open', [known, incident({ fingerprint: 'bbbbbbbbbbbb' })]],
    ['all is resolved or silenced', [incident({ status: resolvedByChecks }), incident({ status: silenced })]],
    [
      'it is in another channel',
      [incident({ status: acknowledged, thread: { channel: 'C0ORD', ts: '1.1' } })],
    ],
  ] as const)('is its own when %s', (_, incidents) => {
    expect(acknowledgedThread(incidents, 'C0PAY')).toBeUndefined();
  });

  it('is that of the acknowledged one beside what is silenced or resolved', () => {
    const others = [silenced, resolvedByChecks].map((status) => incident({ status }));
    expect(acknowledgedThread([...others, known], 'C0PAY')?.incident).toBe(known);
  });
});

describe('incidents that are long dead', () => {
  it.each([
    ['seen within three months', incident(), 89, 1],
    ['not seen for three months', incident(), 91, 0],
    ['silenced within the year', incident({ status: silenced }), 300, 1],
    ['silenced and not seen for more than a year', incident({ status: silenced }), 367, 0],
  ] as const)('%s', (_, one, days, left) => {
    expect(prunedIncidents([one], firstMs + days * dayMs)).toHaveLength(left);
  });

  it('give way where there are more than 200: resolved ones first, then those not seen for longest', () => {
    const many = Array.from({ length: 205 }, (_, index) =>
      incident({
        fingerprint: `f${index}`,
        last: { ...incident().last, atMs: firstMs + index },
        ...(index >= 202 ? { status: resolvedByChecks } : {}),
      }),
    );
    const left = new Set(prunedIncidents(many, firstMs + dayMs).map(({ fingerprint }) => fingerprint));
    expect(left.size).toBe(200);
    for (const gone of ['f202', 'f203', 'f204', 'f0', 'f1']) expect(left).not.toContain(gone);
  });
});
