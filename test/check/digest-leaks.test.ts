import { describe, expect, it } from 'vitest';
import { postLeaks } from '../../src/check/digests/post-leaks.ts';
import { escalate } from '../../src/check/escalate.ts';
import { runId } from '../../src/digest/digest.ts';
import type { DigestFacts, ServiceFacts } from '../../src/digest/facts.ts';
import { stateOf } from '../../src/incident/finding-state.ts';
import type { Report } from '../../src/report/report.ts';
import type { ThreadMessage } from '../../src/report/thread/thread-message.ts';
import { firstMs, incident } from '../incident/incident-fixtures.ts';
import { leakReport, manyFindingsReport } from '../report/report-fixtures.ts';
import { aDigest } from './digest-world.ts';
import { aCheck, refused, textOf } from './memory-ports.ts';
import { inMemory } from './request-deps.ts';

const run = { digest: aDigest(), dueMs: firstMs, startedMs: firstMs };
const to = { channel: 'C0PAY', threadTs: '1.1' };

function facts(services: readonly ServiceFacts[]): DigestFacts {
  const times = { dueMs: firstMs, nowMs: firstMs, sinceMs: firstMs, nextMs: firstMs };
  return { name: 'morning', ...times, isFirst: true, late: undefined, services };
}

/** A digest of payments, whose sweep found this: each leak is news. */
async function posted(report: Report) {
  const world = inMemory();
  const news: Report = {
    ...report,
    findings: report.findings.map((finding) => ({ ...finding, incident: stateOf(incident()) })),
  };
  await world.store.create(aCheck({ state: 'done', rootTs: undefined, digest: runId(run) }));
  const bytes = new TextEncoder().encode(JSON.stringify({ ...news, check: 'abc23456' }));
  await world.profiles.putArtefact('abc23456', 'report.json', bytes);
  const checked = { verdict: 'leak', confidence: 1, reason: 'x', check: 'abc23456', atMs: firstMs } as const;
  const service = { service: 'payments', owner: undefined, checked, incidents: [], before: undefined };
  return { ...world, post: () => postLeaks(world.deps, run, facts([service]), to) };
}

describe('the leaks in a digest’s thread', () => {
  it('have the report with them where they speak of it, once', async () => {
    const { post, slack } = await posted(manyFindingsReport(12));
    await post();
    await post();
    expect(slack.posted.map(({ message }) => textOf(message)).join('\n')).toContain('in report.json');
    expect(slack.shared).toEqual([{ to, ids: ['F-payments-report.json'], comment: undefined }]);
  });

  it('have none where they say all there is', async () => {
    const [finding] = leakReport.findings;
    const { post, slack } = await posted({
      ...leakReport,
      findings: finding === undefined ? [] : [{ ...finding, fixes: finding.fixes.slice(0, 1) }],
    });
    await post();
    expect(slack.shared).toEqual([]);
  });

  it('can be escalated from there, once, and who did it takes the place of the button', async () => {
    const { post, slack, deps, incidents } = await posted(leakReport);
    const [finding] = leakReport.findings;
    incidents.services.set('payments', [incident({ fingerprint: finding?.fingerprint ?? '' })]);
    await post();
    await post();
    const offers = slack.posted.filter(({ message }) => textOf(message).includes('"leakcheck.escalate"'));
    expect(offers.map((offer) => offer.to)).toEqual([to]);
    // The digest's message is not the check's own: nothing that edits that may find it.
    expect(await deps.store.get('abc23456')).toMatchObject({ threadTs: '1.1', rootTs: undefined });
    const [offer] = offers;
    if (offer === undefined) throw new Error('no button');
    const { blocks, text } = offer.message as ThreadMessage;
    const message = { channel: to.channel, ts: offer.ts, text, blocks };
    await escalate(deps, { check: 'abc23456', by: 'U0BEA', note: '', message });
    const owner = slack.posted.filter((each) => each.message.text.startsWith('<!subteam^S0PAY>'));
    expect(owner.map((each) => each.to)).toEqual([to, { channel: 'C0OWNER', threadTs: undefined }]);
    expect(owner[1]?.message.text).toContain('<https://slack.example/C0PAY/1.1|Open the report>');
    expect(textOf(offer.message)).toContain('Escalated by <@U0BEA>');
    expect(textOf(offer.message)).not.toContain('"leakcheck.escalate"');
  });

  it('say why there is no report where Slack takes no files', async () => {
    const { post, slack } = await posted(manyFindingsReport(12));
    slack.faults.push({ call: 'upload', error: refused('file_uploads_disabled') });
    await post();
    expect(slack.posted.at(-1)?.message.text).toMatch(/reports are not attached: .*Next step: check these/);
  });
});
