import { describe, expect, it } from 'vitest';
import { needsOwnMessage, reportPlace } from '../../src/check/report-place.ts';
import { stateOf } from '../../src/incident/finding-state.ts';
import type { Report } from '../../src/report/report.ts';
import { acknowledged, incident } from '../incident/incident-fixtures.ts';
import { healthyReport, inconclusiveReport, leakReport } from '../report/report-fixtures.ts';

const known: Report = {
  ...leakReport,
  findings: leakReport.findings.map((finding) => ({
    ...finding,
    incident: stateOf(incident({ status: acknowledged })),
  })),
};

describe('a check in the thread of a known leak', () => {
  it.each<[string, Report, boolean]>([
    ['what is known', known, false],
    ['nothing', healthyReport, false],
    ['nothing that it could judge', inconclusiveReport, false],
    ['a leak that nobody knows', leakReport, true],
    ['growth that it can pin on no stack', { ...leakReport, findings: [] }, true],
  ])('that found %s', (_, report, isNews) => {
    expect(needsOwnMessage({ joinsKnown: true }, report)).toBe(isNews);
    expect(needsOwnMessage({ joinsKnown: undefined }, report)).toBe(false);
  });

  it('sends its readers to the message that the report got', () => {
    expect(reportPlace({ joinsKnown: true }, known)).toBe('The report is in this thread.');
    expect(reportPlace({ joinsKnown: true }, leakReport, 'https://slack.example/p1')).toContain(
      '<https://slack.example/p1|a message of its own>',
    );
    expect(reportPlace({ joinsKnown: true }, leakReport)).toContain('the report is a message of its own');
  });
});
