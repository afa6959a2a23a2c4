import { describe, expect, it } from 'vitest';
import type { WayJob } from '../../src/check/escalation-record.ts';
import { SendError } from '../../src/check/escalation-sender.ts';
import { tellWay } from '../../src/check/tell-way.ts';
import { again, escalationWorld, pagerduty } from './escalation-world.ts';
import { postError } from './memory-ports.ts';

describe('a way that does not take it', () => {
  async function oneJob(): Promise<ReturnType<typeof escalationWorld> & { job: WayJob }> {
    const made = escalationWorld({ escalation: [pagerduty] });
    await made.check('abc23456');
    await made.press();
    const [job] = made.escalationQueue.jobs;
    if (job === undefined) throw new Error('nothing was queued');
    return { ...made, job };
  }

  it('is tried again after doubling waits, or as long as it asks, and the thread says how often', async () => {
    const { worker, faults, job, said } = await oneJob();
    faults.push(
      again('it answered 503'),
      again('no answer within 10 seconds'),
      again('it answered 429', 120_000),
    );
    const waits: unknown[] = [];
    for (let count = 0; count < 4; count += 1) waits.push(await tellWay(worker, job));
    expect(waits).toEqual([
      { state: 'again', afterMs: 1_000 },
      { state: 'again', afterMs: 2_000 },
      { state: 'again', afterMs: 120_000 },
      { state: 'over' },
    ]);
    expect(said()[0]).toMatch(/\*PagerDuty\*: told/);
  });

  it('is given up after ten tries, with the last answer and the next step', async () => {
    const { worker, faults, job, said, sent } = await oneJob();
    for (let count = 0; count < 10; count += 1) faults.push(again('it answered 503'));
    for (let count = 0; count < 12; count += 1) await tellWay(worker, job);
    expect(sent).toEqual([]);
    expect(faults).toEqual([]);
    expect(said()[0]).toContain('*not told* (10 tries, last: it answered 503). Next step: call them');
  });

  it('is not tried again when it refuses', async () => {
    const { worker, faults, job, said } = await oneJob();
    faults.push(
      new SendError({ kind: 'refused', message: 'it answered 400', nextStep: 'Check the `routingKey`.' }),
    );
    expect(await tellWay(worker, job)).toEqual({ state: 'over' });
    expect(said()[0]).toContain('(1 try, last: it answered 400). Next step: Check the');
  });

  it('that this worker does not know is named with what to do', async () => {
    const { worker, job, said } = await oneJob();
    await tellWay({ ...worker, findService: () => undefined }, job);
    expect(said()[0]).toContain('the services file of this worker does not name it');
  });

  it('is told one thing at a time', async () => {
    const { worker, job, sent } = await oneJob();
    const both = await Promise.all([tellWay(worker, job), tellWay(worker, job)]);
    expect(both.map(({ state }) => state).sort()).toEqual(['again', 'over']);
    expect(sent).toHaveLength(1);
  });

  it('is shown in one message by whoever posts it first', async () => {
    const { worker, job, said, slack, postLog } = await oneJob();
    slack.posted.length = 0;
    postLog.records.clear();
    const others = ['one', 'two'].map((key) => ({ ...job, id: `${job.id}-${key}`, incident: key }));
    for (const each of others) {
      const { way, name, incident, event } = each;
      const outcome = { way, name, incident, event, rank: 1, state: 'waiting', atMs: 0, tries: 0 } as const;
      await worker.escalationStore.expect(job.escalation, each.id, outcome);
    }
    await Promise.all([job, ...others].map((each) => tellWay(worker, each)));
    expect(said()).toHaveLength(1);
    expect(said()[0]?.match(/told <!date/g)).toHaveLength(3);
  });

  it('is told although the thread cannot say so', async () => {
    const { worker, job, sent, slack, said } = await oneJob();
    slack.faults.push({ call: 'update', error: postError('lost') });
    expect(await tellWay(worker, job)).toEqual({ state: 'again', afterMs: 30_000 });
    expect(sent).toHaveLength(1);
    expect(await tellWay(worker, job)).toEqual({ state: 'over' });
    expect(sent).toHaveLength(1);
    expect(said()[0]).toMatch(/told <!date/);
  });
});
