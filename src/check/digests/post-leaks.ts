import { type DigestRun, runId } from '../../digest/digest.ts';
import type { DigestFacts } from '../../digest/facts.ts';
import type { Report } from '../../report/report.ts';
import { escalateMessage } from '../../report/thread/escalate-message.ts';
import { findingMessages } from '../../report/thread/finding-message.ts';
import type { Check } from '../check.ts';
import type { CheckStore } from '../check-store.ts';
import { type IncidentThreadDeps, noteInFirstThreads, postIncidents } from '../incident-threads.ts';
import { postOnce } from '../post-once.ts';
import type { PostTarget } from '../poster.ts';
import type { ProfileStore } from '../profile-store.ts';
import { storedReport } from '../stored-report.ts';
import { shareReports } from './share-reports.ts';

export type LeakDeps = IncidentThreadDeps & {
  readonly store: CheckStore;
  readonly profiles: ProfileStore;
};

/**
 * Tells in the digest's thread of the leaks that nobody was told of before, with stack, fix and buttons, and in the first threads of
 * leaks that are back or resolved; their owner can be told from there. What is known is in the digest's table, and no more. Throws a PostError.
 */
export async function postLeaks(
  deps: LeakDeps,
  run: DigestRun,
  { services }: DigestFacts,
  to: PostTarget,
): Promise<void> {
  const reports: Report[] = [];
  for (const { checked } of services) {
    const check = 'verdict' in checked ? await deps.store.get(checked.check) : undefined;
    // A check that somebody asked for tells of its leaks in its own thread.
    if (check?.digest !== runId(run)) continue;
    const report = await storedReport(deps.profiles, check.id);
    if (report !== undefined && (await postLeaksOf(deps, check, onlyNews(report), to))) reports.push(report);
  }
  await shareReports(deps, run, reports, to);
}

/** Answers whether the messages leave to the report what they have no room for. */
async function postLeaksOf(deps: LeakDeps, check: Check, news: Report, to: PostTarget): Promise<boolean> {
  const told = { check, report: news, to };
  const findings = findingMessages(news);
  for (const [index, message] of findings.entries()) {
    await postOnce(deps, { check: check.id, key: `findings-${index}`, to, message });
  }
  await postIncidents(deps, told);
  if (findings.length > 0) await offerEscalation(deps, check, to);
  await noteInFirstThreads(deps, told);
  return JSON.stringify(findings).includes('report.json');
}

/** What is told of a check belongs into its thread: that is the digest's, which leads to its leaks. */
async function offerEscalation(deps: LeakDeps, check: Check, to: PostTarget): Promise<void> {
  // A digest that was given another channel while its checks ran has its thread there, and they are of the former one.
  if (to.threadTs === undefined || to.channel !== check.channel) return;
  await deps.store.setThread(check.id, to.threadTs);
  const message = escalateMessage({ check: check.id, service: check.service });
  await postOnce(deps, { check: check.id, key: 'escalate', to, message });
}

function onlyNews(report: Report): Report {
  const isNews = (state: string | undefined) => state === 'new' || state === 'regressed';
  return { ...report, findings: report.findings.filter(({ incident }) => isNews(incident?.state)) };
}
