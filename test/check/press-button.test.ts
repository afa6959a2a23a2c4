import { describe, expect, it } from 'vitest';
import { QueueUnavailableError } from '../../src/check/check-queue.ts';
import { pressRerun } from '../../src/check/press-button.ts';
import {
  AlreadyPressedError,
  UnknownCheckError,
  UnknownServiceError,
} from '../../src/check/request-errors.ts';
import { verdictMessage } from '../../src/report/thread/verdict-message.ts';
import { leakReport } from '../report/report-fixtures.ts';
import { aCheck, textOf } from './memory-ports.ts';
import { inMemory } from './request-deps.ts';

async function world(options: Parameters<typeof inMemory>[0] = {}) {
  const memory = inMemory(options);
  const message = verdictMessage({ ...leakReport, check: 'old23456' }, 'U0ANN');
  const to = { channel: 'C0PAY', threadTs: '1.1' };
  const { ts } = await memory.slack.poster.post({ to, message, mark: 'old23456/verdict' });
  const outcome = {
    verdict: 'leak',
    confidence: 0.9,
    reason: 'It grows.',
    finishedAtMs: 1,
    proposedWindowMs: 900_000,
  } as const;
  await memory.store.create(aCheck({ id: 'old23456', state: 'done', outcome }));
  const press = {
    check: 'old23456',
    action: 'leakcheck.rerun',
    by: 'U0BEA',
    message: { channel: 'C0PAY', ts, ...message },
  } as const;
  const shown = () => textOf(memory.slack.posted[0]?.message ?? { text: '', blocks: [] });
  return { ...memory, press, shown };
}

describe('pressRerun', () => {
  it('asks the same question in the presser’s name, and shows who pressed', async () => {
    const { deps, press, queue, shown } = await world();
    const check = await pressRerun(deps, press);
    expect(check).toMatchObject({
      service: 'payments',
      windowMs: 300_000,
      requestedBy: 'U0BEA',
      channel: 'C0PAY',
    });
    expect(queue.added).toEqual([check.id]);
    expect(shown()).toContain('Re-run by <@U0BEA>');
    expect(shown()).not.toContain('"leakcheck.rerun",');
    expect(shown()).toContain('"leakcheck.escalate"');
  });

  it('runs the proposed window when it is for longer', async () => {
    const { deps, press } = await world();
    const check = await pressRerun(deps, { ...press, action: 'leakcheck.rerun_longer' });
    expect(check.windowMs).toBe(900_000);
  });

  it('answers in the thread that the first question was asked in', async () => {
    const { deps, press, store, slack } = await world();
    await store.create(aCheck({ id: 'old23456', state: 'done', threadTs: '7.7' }));
    await pressRerun(deps, press);
    expect(slack.posted[1]?.to).toEqual({ channel: 'C0PAY', threadTs: '7.7' });
  });

  it('lets the first press win', async () => {
    const { deps, press, queue } = await world();
    const both = await Promise.allSettled([
      pressRerun(deps, press),
      pressRerun(deps, { ...press, by: 'U0CLEO' }),
    ]);
    expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(queue.added).toHaveLength(1);
    await expect(pressRerun(deps, press)).rejects.toMatchObject({ first: { by: 'U0BEA', atMs: 1_000_000 } });
    await expect(pressRerun(deps, press)).rejects.toBeInstanceOf(AlreadyPressedError);
  });

  it('shows both of two buttons pressed at the same time', async () => {
    const { deps, press, shown } = await world();
    await pressRerun(deps, press);
    await pressRerun(deps, { ...press, action: 'leakcheck.rerun_longer', by: 'U0CLEO' });
    expect(shown()).toContain('<@U0BEA>');
    expect(shown()).toContain('<@U0CLEO>');
  });

  it('keeps the button when the queue is down', async () => {
    const { deps, press, queue, shown } = await world();
    queue.down = new QueueUnavailableError('down');
    await expect(pressRerun(deps, press)).rejects.toBe(queue.down);
    expect(shown()).toContain('"leakcheck.rerun"');
    queue.down = undefined;
    await pressRerun(deps, press);
    expect(queue.added).toHaveLength(1);
  });

  it('keeps the button when the service is gone', async () => {
    const { deps, press, shown } = await world({ services: [] });
    await expect(pressRerun(deps, press)).rejects.toBeInstanceOf(UnknownServiceError);
    expect(shown()).toContain('"leakcheck.rerun"');
  });

  it('knows no check that is too old', async () => {
    const { deps, press } = await world();
    await expect(pressRerun(deps, { ...press, check: 'gone2345' })).rejects.toBeInstanceOf(UnknownCheckError);
  });

  it('has done what it says even when the message cannot be edited', async () => {
    const { deps, press, queue, logger } = await world();
    const gone = { ...press, message: { ...press.message, ts: '9.9' } };
    await pressRerun(deps, gone);
    expect(queue.added).toHaveLength(1);
    expect(logger.lines.map(({ level }) => level)).toEqual(['warn']);
  });
});
