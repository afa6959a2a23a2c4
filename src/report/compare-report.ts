import { compareProfiles, elapsedMs, type ProfilePair } from '../leak/compare-profiles.ts';
import { findingReport } from './build-report.ts';
import { shortFunction } from './go-name.ts';
import { manyFindingsCaveat } from './many-findings-caveat.ts';
import type { Report } from './report.ts';
import { formatPerMinute } from './units.ts';

const msPerMinute = 60_000;

/**
 * The report of two profile files. Its verdict is suspect or healthy, never leak: two points cannot tell a leak from a cache
 * that is filling. Throws ProfileError when the profiles do not go together.
 */
export function compareReport(service: string, pair: ProfilePair): Report {
  const betweenMs = elapsedMs(pair.base, pair.head);
  // Without times the growth is told as if it had taken a minute; a caveat says so.
  const windowMs = betweenMs > 0 ? betweenMs : msPerMinute;
  const findings = compareProfiles(pair).map((finding) => findingReport(finding, windowMs));
  const [worst] = findings;
  const fromMs = pair.base.timeNanos / 1e6;
  return {
    schema: 'leakcheck.report/1',
    service,
    window: {
      from: new Date(fromMs).toISOString(),
      to: new Date(fromMs + betweenMs).toISOString(),
      ms: betweenMs,
      captures: 2,
    },
    replicas: [],
    verdict: worst === undefined ? 'healthy' : 'suspect',
    confidence: worst?.confidence ?? 0.95,
    reason:
      worst === undefined
        ? 'No stack grew by more than chance between the two profiles.'
        : `${shortFunction(worst.culprit.function)} grew (${formatPerMinute(worst.growth.perMinute, worst.kind)}) between the two profiles.`,
    growth: {},
    findings,
    caveats: [
      'Two profiles cannot tell a leak from a cache that is filling: `leakcheck check` takes more captures and can.',
      ...(betweenMs > 0
        ? []
        : [
            'The profiles do not say when they were taken: rates are per minute as if one minute lay between them.',
          ]),
      ...manyFindingsCaveat(findings),
    ],
  };
}
