import { describe, expect, it } from 'vitest';
import { previousCheck } from '../../src/check/previous-check.ts';
import { renderMarkdown } from '../../src/report/markdown.ts';
import { previousFacts } from '../../src/report/previous-fact.ts';
import { Report } from '../../src/report/report.ts';
import { plainShow } from '../../src/report/shows.ts';
import { renderTerminal } from '../../src/report/terminal.ts';
import { verdictMessage } from '../../src/report/thread/verdict-message.ts';
import { leakReport } from '../report/report-fixtures.ts';
import { aCheck, memoryProfiles } from './memory-ports.ts';

const outcome = {
  verdict: 'suspect',
  confidence: 0.8,
  reason: 'it grew',
  finishedAtMs: Date.UTC(2026, 10, 27, 3, 4),
  proposedWindowMs: undefined,
} as const;
const ended = (id: string) => aCheck({ id, state: 'done', windowMs: 300_000, outcome });

describe('the last check of a service', () => {
  it('is the newest one before this that reached a verdict, with the growth of its report', async () => {
    const profiles = memoryProfiles();
    const growth = { heap: { perMinute: 2_097_152, interval95: [1, 2] } };
    const report = { ...leakReport, growth };
    await profiles.putArtefact('prev01', 'report.json', Buffer.from(JSON.stringify(report)));
    const earlier = [
      ended('abcdef'),
      aCheck({ id: 'failed', state: 'failed' }),
      ended('prev01'),
      ended('older1'),
    ];
    expect(await previousCheck(profiles, earlier, 'abcdef')).toEqual({
      check: 'prev01',
      at: '2026-11-27T03:04:00.000Z',
      windowMs: 300_000,
      verdict: 'suspect',
      heapPerMinute: 2_097_152,
    });
  });

  it('is told without growth where its report is gone, and not at all where there is none', async () => {
    const profiles = memoryProfiles();
    expect(await previousCheck(profiles, [ended('prev01')], 'abcdef')).toEqual({
      check: 'prev01',
      at: '2026-11-27T03:04:00.000Z',
      windowMs: 300_000,
      verdict: 'suspect',
    });
    expect(
      await previousCheck(profiles, [aCheck({ id: 'failed', state: 'failed' })], 'abcdef'),
    ).toBeUndefined();
  });

  it('stands beside this one in thread, Markdown and terminal', () => {
    const previous = {
      check: 'prev01',
      at: '2026-11-27T03:04:00.000Z',
      windowMs: 300_000,
      verdict: 'suspect',
      heapPerMinute: 2_097_152,
    };
    const growth = { heap: { perMinute: 4 * 1_048_576, interval95: [4_000_000, 4_400_000] } };
    const report = Report.parse({ ...leakReport, growth, previous });
    expect(previousFacts(report, plainShow)).toEqual([
      'Last check, 2026-11-27 03:04 UTC over 5m: suspect; heap +2.0 MiB/min then, +4.0 MiB/min now',
    ]);
    const blocks = JSON.stringify(verdictMessage(report, 'U1').blocks);
    expect(blocks).toContain(`<!date^${Date.parse(previous.at) / 1_000}^`);
    expect(blocks).toContain('over 5m: suspect; heap +2.0 MiB/min then, +4.0 MiB/min now');
    expect(renderMarkdown(report)).toContain('over 5m: suspect');
    expect(renderTerminal(report, { color: false, width: 120 })).toContain('Last check, 2026-11-27');
    expect(previousFacts(leakReport, plainShow)).toEqual([]);
  });
});
