import { describe, expect, test } from 'vitest';
import { accuracyTable } from '../../bench/accuracy-table.ts';
import { foundHealthy, foundLeak } from './judgements.ts';

const unsure = foundLeak({ said: 'suspect', confidence: 0.6, recalled: false, kind: undefined });
const alarm = foundHealthy({ said: 'leak', confidence: 0.9, falseAlarm: true });

describe('accuracyTable', () => {
  test.each([
    { title: 'a leak that is found', runs: [foundLeak()], says: /fares +leak +leak +90 % ok/ },
    { title: 'a leak that is left open', runs: [unsure], says: /fares +leak +suspect +60 % unsure/ },
    { title: 'a false alarm', runs: [alarm], says: /tokens +healthy +leak +90 % WRONG/ },
    {
      title: 'the wrong culprit',
      runs: [foundLeak({ culprit: false })],
      says: /ok +wrong culprit +goroutine/,
    },
    {
      title: 'several runs of a service in one row, with the most frequent answer first',
      runs: [unsure, foundLeak(), foundLeak({ culprit: false })],
      says: /fares +leak +leak 2, suspect 1 +60–90 % unsure +wrong culprit 1× +goroutine/,
    },
    {
      title: 'one false alarm of several runs',
      runs: [foundHealthy(), alarm],
      says: /tokens +healthy +healthy 1, leak 1 +90–95 % WRONG/,
    },
  ])('shows $title', ({ runs, says }) => {
    const rows = accuracyTable(runs).slice(1, accuracyTable(runs).indexOf('', 1));
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatch(says);
  });

  test('counts a leak where no profile looks by itself: a suspect is all that can be said', () => {
    const outside = (said: 'suspect' | 'healthy' | 'leak') =>
      foundHealthy({
        service: 'satellite',
        group: 'outside',
        expected: 'suspect',
        said,
        falseAlarm: undefined,
      });
    const lines = accuracyTable([outside('suspect'), outside('healthy'), foundLeak()]).join('\n');
    expect(lines).toMatch(/^outside Go called suspect +1 of 2, 50\.0 %$/m);
    expect(lines).toMatch(/^recall +1 of 1/m);
    expect(lines).toMatch(/^healthy called a leak +0 of 0/m);
    expect(accuracyTable([outside('suspect')])[1]).toMatch(/satellite +suspect +suspect +95 % ok/);
    expect(accuracyTable([outside('leak')])[1]).toContain('WRONG');
    expect(accuracyTable([foundLeak()]).join('\n')).not.toContain('outside Go');
  });

  test('takes its rates over all runs', () => {
    const lines = accuracyTable([foundLeak(), foundLeak(), unsure, foundHealthy(), alarm]).join('\n');
    expect(lines).toMatch(/^recall +2 of 3, 66\.7 % \(target ≥ 95 %\)$/m);
    expect(lines).toMatch(/^healthy called a leak +1 of 2, 50\.0 %/m);
    expect(lines).toMatch(/^healthy called suspect +0 of 2/m);
    expect(lines).toMatch(/^culprit top-1 +3 of 3/m);
  });
});
