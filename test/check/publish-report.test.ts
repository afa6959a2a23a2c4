import { describe, expect, it } from 'vitest';
import { createPublisher } from '../../src/check/create-publisher.ts';
import { type CheckPlan, planCheck } from '../../src/check/plan.ts';
import type { Service } from '../../src/check/service.ts';
import { longerWindowMs } from '../../src/report/longer-window.ts';
import type { Report } from '../../src/report/report.ts';
import { leakReport } from '../report/report-fixtures.ts';
import { aCheck, postError, refused, service, textOf } from './memory-ports.ts';
import { inMemory } from './request-deps.ts';

const gzip = Uint8Array.of(0x1f, 0x8b, 8, 0);

async function world(options: { services?: readonly Service[]; report?: Report } = {}) {
  const memory = inMemory(options.services === undefined ? {} : { services: options.services });
  const report: Report = { ...(options.report ?? leakReport), check: 'abc23456' };
  const plan = planFor(report);
  const root = await memory.slack.poster.post({
    to: { channel: 'C0PAY', threadTs: undefined },
    message: { text: 'Checking', blocks: [] },
    mark: 'abc23456/root',
  });
  const check = aCheck({ state: 'reporting', rootTs: root.ts });
  await memory.store.create(check);
  const bytes = new TextEncoder().encode(JSON.stringify(report));
  await memory.profiles.putArtefact(check.id, 'report.json', bytes);
  await memory.profiles.putArtefact(check.id, 'growth.png', Uint8Array.of(1));
  await memory.profiles.putArtefact(check.id, 'stacks.png', Uint8Array.of(2));
  for (const replica of plan.replicas.keys()) {
    for (const point of [0, plan.points.length - 1]) {
      for (const file of ['heap', 'goroutine'] as const) {
        await memory.profiles.put({ check: check.id, replica, point, file }, gzip);
      }
    }
  }
  memory.slack.calls.length = 0;
  const publisher = createPublisher({ ...memory.deps, progressPoster: memory.slack.poster });
  return { ...memory, check, plan, report, publisher, rootTs: root.ts };
}

function planFor(report: Report): CheckPlan {
  const names = report.replicas.map(({ target }) => target);
  const targets = names.map((name) => ({ name, url: 'http://10.0.0.1/', headers: {}, tlsCa: undefined }));
  return planCheck({ check: 'abc23456', service: service({ targets }), windowMs: 300_000, t0Ms: 0 });
}

type World = Awaited<ReturnType<typeof world>>;

function keys({ slack }: World): string[] {
  return slack.posted.map(({ mark }) => mark.replace('abc23456/', ''));
}

describe('publish', () => {
  it('fills the thread, verdict first, and edits the root message last', async () => {
    const all = await world();
    await all.publisher.publish(all.check, all.plan);
    expect(keys(all)).toEqual(['root', 'verdict', 'incidents-0', 'findings-0', 'caveats']);
    expect(all.slack.calls).toEqual([
      'post',
      'post',
      'upload',
      'share',
      'post',
      'upload',
      'share',
      'post',
      'update',
    ]);
    expect(all.slack.posted.slice(1).map(({ to }) => to.threadTs)).toEqual([
      all.rootTs,
      all.rootTs,
      all.rootTs,
      all.rootTs,
    ]);
    expect(all.slack.posted[1]?.message.text).toMatch(/^<@U0ANN> Leak: payments/);
    expect(all.slack.posted[0]?.message.text).toContain('leak');
  });

  it('records the outcome with the window that the button names', async () => {
    const { publisher, check, plan, store, report } = await world();
    await publisher.publish(check, plan);
    expect(store.checks.get(check.id)).toMatchObject({
      state: 'done',
      outcome: { verdict: 'leak', confidence: report.confidence, proposedWindowMs: longerWindowMs(report) },
    });
    expect(await store.reserve({ ...check, id: 'other234' })).toBe(true);
  });

  it('gives the charts alternative text that says what they show', async () => {
    const { publisher, check, plan, slack } = await world();
    await publisher.publish(check, plan);
    expect(slack.uploads.slice(0, 2).map(({ name }) => name)).toEqual(['growth.png', 'stacks.png']);
    expect(slack.uploads[0]?.altText).toContain('Live heap of');
    expect(slack.uploads[1]?.altText?.length).toBeGreaterThan(20);
  });

  it('attaches the first and last profiles that the commands name, and the report', async () => {
    const { publisher, check, plan, slack } = await world();
    await publisher.publish(check, plan);
    const names = slack.uploads.slice(2).map(({ name }) => name);
    expect(names).toContain('payments-1-base.pb.gz');
    expect(names).toContain('payments-1-head.pb.gz');
    expect(names).toContain('report.json');
    expect(names.length).toBeLessThanOrEqual(10);
    const footer = slack.posted.at(-1);
    expect(textOf(footer?.message ?? { text: '', blocks: [] })).toContain(
      'go tool pprof -diff_base payments-1-base.pb.gz payments-1-head.pb.gz',
    );
  });

  it('attaches no profile where the service forbids it, and says so', async () => {
    const { publisher, check, plan, slack } = await world({ services: [service({ attachProfiles: false })] });
    await publisher.publish(check, plan);
    expect(slack.uploads.map(({ name }) => name)).toEqual(['growth.png', 'stacks.png', 'report.json']);
    expect(textOf(slack.posted.at(-1)?.message ?? { text: '', blocks: [] })).toContain(
      'attachProfiles: false',
    );
  });

  it('posts nothing twice when it runs again', async () => {
    const all = await world();
    await all.publisher.publish(all.check, all.plan);
    await all.publisher.publish(all.check, all.plan);
    expect(keys(all)).toEqual(['root', 'verdict', 'incidents-0', 'findings-0', 'caveats']);
    expect(all.slack.shared).toHaveLength(2);
  });

  it.each(['post', 'share', 'upload', 'update'] as const)(
    'goes on where a lost answer to %s stopped it, without a second message',
    async (call) => {
      const all = await world();
      all.slack.faults.push({ call, error: postError('lost'), after: true });
      await expect(all.publisher.publish(all.check, all.plan)).rejects.toThrow('lost');
      await all.publisher.publish(all.check, all.plan);
      expect(keys(all)).toEqual(['root', 'verdict', 'incidents-0', 'findings-0', 'caveats']);
      expect(all.store.checks.get(all.check.id)?.state).toBe('done');
    },
  );

  it('holds nothing back when Slack refuses the charts, and says that they are missing', async () => {
    const all = await world();
    all.slack.faults.push({ call: 'upload', error: refused('file_uploads_disabled') });
    await all.publisher.publish(all.check, all.plan);
    expect(keys(all)).toEqual(['root', 'verdict', 'incidents-0', 'findings-0', 'caveats']);
    expect(textOf(all.slack.posted.at(-1)?.message ?? { text: '', blocks: [] })).toContain(
      'charts are missing',
    );
  });

  it('holds nothing back for long when Slack goes on failing to take files, and says what is missing', async () => {
    const all = await world();
    const lost = () => all.slack.faults.push({ call: 'upload', error: postError('lost') });
    lost();
    await expect(all.publisher.publish(all.check, all.plan)).rejects.toThrow('lost');
    lost();
    await expect(all.publisher.publish(all.check, all.plan)).rejects.toThrow('lost');
    expect(keys(all)).toEqual(['root', 'verdict', 'incidents-0']);
    all.time.nowMs += 10_000;
    lost();
    lost();
    await expect(all.publisher.publish(all.check, all.plan)).rejects.toThrow('lost');
    expect(keys(all)).toEqual(['root', 'verdict', 'incidents-0', 'findings-0']);
    all.time.nowMs += 10_000;
    lost();
    lost();
    await all.publisher.publish(all.check, all.plan);
    expect(keys(all)).toEqual(['root', 'verdict', 'incidents-0', 'findings-0', 'caveats']);
    const footer = textOf(all.slack.posted.at(-1)?.message ?? { text: '', blocks: [] });
    expect(footer).toContain('charts are missing: Slack failed to take the upload (lost), several times.');
    expect(footer).toContain('not attached:* Slack failed to take the upload');
    expect(all.store.checks.get(all.check.id)?.state).toBe('done');
  });

  it('says that profiles are not attached when Slack refuses them', async () => {
    const all = await world();
    all.slack.faults.push(
      { call: 'share', error: refused('not_allowed') },
      { call: 'share', error: refused('file_uploads_disabled') },
    );
    await all.publisher.publish(all.check, all.plan);
    const footer = textOf(all.slack.posted.at(-1)?.message ?? { text: '', blocks: [] });
    expect(footer).toContain('not attached');
    expect(footer).not.toContain('-diff_base');
  });

  it('answers in the thread even when the root message was deleted', async () => {
    const all = await world();
    all.slack.faults.push({ call: 'update', error: refused('message_not_found') });
    await all.publisher.publish(all.check, all.plan);
    expect(keys(all)).toContain('caveats');
    expect(all.store.checks.get(all.check.id)?.state).toBe('done');
  });

  it('answers in the channel when the thread was deleted, and keeps the rest together there', async () => {
    const all = await world();
    all.slack.faults.push({ call: 'post', error: refused('thread_not_found') });
    all.slack.faults.push({ call: 'update', error: refused('message_not_found') });
    all.slack.faults.push({ call: 'share', error: postError('lost') });
    await expect(all.publisher.publish(all.check, all.plan)).rejects.toThrow('lost');
    await all.publisher.publish(all.check, all.plan);
    expect(keys(all)).toEqual(['root', 'verdict-alone', 'incidents-0', 'findings-0', 'caveats']);
    const verdictTs = all.slack.posted[1]?.ts;
    expect(all.slack.posted.slice(1).map(({ to }) => to.threadTs)).toEqual([
      undefined,
      verdictTs,
      verdictTs,
      verdictTs,
    ]);
    expect(all.slack.shared.every(({ to }) => to?.threadTs === verdictTs)).toBe(true);
  });

  it('posts nothing more once the check is cancelled', async () => {
    const all = await world();
    await all.store.setState(all.check.id, 'cancelled');
    await all.publisher.publish(all.check, all.plan);
    expect(all.slack.calls).toEqual([]);
  });

  it('stops between two messages when the check is cancelled meanwhile', async () => {
    const all = await world();
    const share = all.slack.poster.share;
    all.slack.poster.share = async (files) => {
      await share(files);
      await all.store.setState(all.check.id, 'cancelled');
    };
    await all.publisher.publish(all.check, all.plan);
    expect(keys(all)).toEqual(['root', 'verdict', 'incidents-0']);
    expect(all.slack.calls).not.toContain('update');
  });
});

describe('fail', () => {
  const problem = { reason: 'no replica answered <!channel>', nextStep: 'look at the pods.' };

  it('tells who asked why there is no verdict and what to do', async () => {
    const all = await world();
    await all.publisher.fail(all.check, problem);
    await all.publisher.fail(all.check, problem);
    expect(keys(all)).toEqual(['root', 'failed']);
    const said = all.slack.posted.map(({ message }) => textOf(message)).join();
    expect(said).toContain('<@U0ANN>');
    expect(said).toContain('look at the pods');
    expect(said).not.toContain('<!channel>');
  });

  it('throws while trying again may help, and not when Slack refuses for good', async () => {
    const all = await world();
    all.slack.faults.push({ call: 'post', error: postError('unreachable') });
    await expect(all.publisher.fail(all.check, problem)).rejects.toThrow('unreachable');
    all.slack.faults.push(
      { call: 'post', error: refused('is_archived') },
      { call: 'update', error: refused('is_archived') },
    );
    await all.publisher.fail(all.check, problem);
    expect(all.logger.lines.filter(({ level }) => level === 'error')).toHaveLength(2);
  });

  it.each([
    ['that was posted and not on record', 'posted'],
    ['whose answer was lost with the bot', 'attempted'],
  ] as const)('finds the root message %s, and edits it', async (_what, state) => {
    const all = await world();
    const ts = all.check.rootTs ?? '';
    const posted = { state: 'posted', ts } as const;
    const attempted = { state: 'attempted', atMs: 0, fileIds: [] } as const;
    await all.postLog.set(all.check.id, 'root', state === 'posted' ? posted : attempted);
    all.store.checks.set(all.check.id, { ...all.check, rootTs: undefined });
    await all.publisher.fail(all.check, problem);
    expect(keys(all)).toEqual(['root', 'failed']);
    expect(all.slack.posted[1]?.to.threadTs).toBe(ts);
    expect(all.slack.posted[0]?.message.text).toContain('failed');
  });

  it('says nothing where there is no message at all', async () => {
    const all = await world();
    all.store.checks.set(all.check.id, { ...all.check, rootTs: undefined });
    all.slack.posted.length = 0;
    await all.publisher.fail(all.check, problem);
    expect(all.slack.posted).toEqual([]);
  });

  it('keeps the verdict that Slack refuses to show, for the history', async () => {
    const all = await world();
    all.slack.faults.push({ call: 'post', error: refused('is_archived') });
    await expect(all.publisher.publish(all.check, all.plan)).rejects.toMatchObject({ code: 'is_archived' });
    all.slack.faults.push(
      { call: 'post', error: refused('is_archived') },
      { call: 'update', error: refused('is_archived') },
    );
    await all.publisher.fail(all.check, problem);
    expect(all.store.checks.get(all.check.id)).toMatchObject({ state: 'done', outcome: { verdict: 'leak' } });
  });

  it('puts what is missing of a verdict that is a message of its own into its thread', async () => {
    const all = await world();
    all.slack.faults.push(
      { call: 'post', error: refused('thread_not_found') },
      { call: 'share', error: postError('lost') },
    );
    await expect(all.publisher.publish(all.check, all.plan)).rejects.toThrow('lost');
    await all.publisher.fail(all.check, problem);
    const verdict = all.slack.posted.find(({ mark }) => mark.endsWith('/verdict-alone'));
    const failed = all.slack.posted.find(({ mark }) => mark.endsWith('/failed'));
    expect(verdict?.to.threadTs).toBeUndefined();
    expect(failed?.to.threadTs).toBe(verdict?.ts);
  });

  it('lets a verdict stand that is in the thread already', async () => {
    const all = await world();
    all.slack.faults.push({ call: 'share', error: postError('lost') });
    await expect(all.publisher.publish(all.check, all.plan)).rejects.toThrow('lost');
    await all.publisher.fail(all.check, problem);
    expect(keys(all)).toEqual(['root', 'verdict', 'incidents-0', 'failed']);
    expect(all.slack.posted[3]?.message.text).toContain('The verdict stands');
    expect(all.store.checks.get(all.check.id)).toMatchObject({ state: 'done', outcome: { verdict: 'leak' } });
  });
});
