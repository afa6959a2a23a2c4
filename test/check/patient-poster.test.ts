import { describe, expect, it } from 'vitest';
import { patientPoster } from '../../src/check/patient-poster.ts';
import { memoryPoster, postError, refused } from './memory-ports.ts';

const post = {
  to: { channel: 'C0PAY', threadTs: undefined },
  message: { text: 'x', blocks: [] },
  mark: 'a/b',
};

function world() {
  const slack = memoryPoster();
  const waits: number[] = [];
  const wait = async (ms: number) => void waits.push(ms);
  const patience = { tries: 3, longestWaitMs: 5_000, defaultWaitMs: 700, wait };
  return { slack, waits, poster: patientPoster(slack.poster, patience) };
}

describe('patientPoster', () => {
  it('waits as long as Slack asks, then posts', async () => {
    const { slack, waits, poster } = world();
    slack.faults.push({ call: 'post', error: postError('limited', { retryAfterMs: 2_000 }) });
    slack.faults.push({ call: 'post', error: postError('unreachable') });
    await poster.post(post);
    expect(waits).toEqual([2_000, 700]);
    expect(slack.posted).toHaveLength(1);
  });

  it.each([
    ['a lost answer', postError('lost')],
    ['a refusal', refused('is_archived')],
    ['a wait that is too long', postError('limited', { retryAfterMs: 5_001 })],
  ])('leaves %s to whoever called', async (_what, error) => {
    const { slack, waits, poster } = world();
    slack.faults.push({ call: 'post', error });
    await expect(poster.post(post)).rejects.toBe(error);
    expect(waits).toEqual([]);
  });

  it('gives up after as many tries as it may make', async () => {
    const { slack, poster } = world();
    for (let fault = 0; fault < 5; fault += 1)
      slack.faults.push({ call: 'update', error: postError('unreachable') });
    await expect(poster.update({ channel: 'C0PAY', ts: '1', message: post.message })).rejects.toThrow(
      'unreachable',
    );
    expect(slack.calls).toHaveLength(3);
  });
});
