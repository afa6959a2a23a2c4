import { describe, expect, it } from 'vitest';
import { planCheck } from '../../src/check/plan.ts';
import { service } from './memory-ports.ts';

function planned(fields: Parameters<typeof service>[0], windowMs: number) {
  return planCheck({ check: 'abcdef', service: service(fields), windowMs, t0Ms: 1_000_000 });
}

describe('the plan of a check', () => {
  it.each([
    { captures: undefined, windowMs: 59_000, points: 5 },
    { captures: undefined, windowMs: 60_000, points: 9 },
    { captures: 4, windowMs: 300_000, points: 4 },
    { captures: 60, windowMs: 300_000, points: 60 },
    { captures: 60, windowMs: 30_000, points: 31 },
    { captures: 60, windowMs: 10_000, points: 11 },
  ])('has $points captures in $windowMs ms where the service has captures: $captures', (given) => {
    const { points } = planned({ captures: given.captures }, given.windowMs);
    expect(points.map(({ index }) => index)).toEqual(Array.from({ length: given.points }, (_, i) => i));
    expect(points.map(({ role }) => role)).toEqual([
      'base',
      ...Array.from({ length: given.points - 2 }, () => 'light'),
      'head',
    ]);
    expect(points.at(-1)?.dueAtMs).toBe(1_000_000 + given.windowMs);
  });

  it('says that no collection may be forced, and nothing where one may', () => {
    expect(planned({ gc: false }, 20_000).gc).toBe(false);
    expect(planned({ gc: true }, 20_000)).not.toHaveProperty('gc');
  });
});
