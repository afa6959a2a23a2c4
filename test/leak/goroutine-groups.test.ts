import { expect, test } from 'vitest';
import { goroutineGroups } from '../../src/leak/goroutine-groups.ts';
import { goroutinesOf } from './synthetic-replica.ts';

test('are gathered by culprit over profiles with tables of their own, also those that head does not have any more', () => {
  const groups = goroutineGroups(
    [
      {
        atMs: 0,
        goroutine: goroutinesOf({
          'runtime.gopark runtime.chanrecv shop.(*Pool).gone.func1 main.main': 3,
          'internal/poll.wait net/http.(*conn).serve': 5,
        }),
      },
      { atMs: 1, goroutine: goroutinesOf({ 'runtime.gopark runtime.chanrecv shop.stays main.main': 2 }) },
    ],
    [],
  );
  const shown = groups.map(({ culprit, wait, ofTheTeam, series, stack }) => {
    return [culprit, wait, ofTheTeam, series.map(({ value }) => value).join(), stack[0]?.function];
  });
  expect(shown).toEqual([
    ['shop.(*Pool).gone', 'receive', true, '3,0', 'runtime.gopark'],
    ['net/http.(*conn).serve', expect.any(String), false, '5,0', 'internal/poll.wait'],
    ['shop.stays', 'receive', true, '0,2', 'runtime.gopark'],
  ]);
});
