import { describe, expect, it } from 'vitest';
import { postOnce } from '../../src/check/post-once.ts';
import { memoryPoster, memoryPostLog, postError, refused } from './memory-ports.ts';

const post = {
  check: 'abc23456',
  key: 'verdict',
  to: { channel: 'C0PAY', threadTs: '1.1' },
  message: { text: 'Leak', blocks: [] },
};

function world(options: { mayFind?: boolean } = {}) {
  const slack = memoryPoster(options);
  const postLog = memoryPostLog();
  return { slack, postLog, deps: { poster: slack.poster, postLog, clock: () => 5_000 } };
}

describe('postOnce', () => {
  it('posts once however often it is asked', async () => {
    const { deps, slack } = world();
    const first = await postOnce(deps, post);
    expect(await postOnce(deps, post)).toEqual(first);
    expect(slack.posted).toHaveLength(1);
    expect(slack.posted[0]?.mark).toBe('abc23456/verdict');
  });

  it('finds the message of a try whose answer was lost after the effect', async () => {
    const { deps, slack } = world();
    slack.faults.push({ call: 'post', error: postError('lost'), after: true });
    await expect(postOnce(deps, post)).rejects.toThrow('lost');
    expect(await postOnce(deps, post)).toEqual({ ts: slack.posted[0]?.ts });
    expect(slack.posted).toHaveLength(1);
  });

  it('posts again when the lost try had no effect', async () => {
    const { deps, slack } = world();
    slack.faults.push({ call: 'post', error: postError('lost') });
    await expect(postOnce(deps, post)).rejects.toThrow('lost');
    await postOnce(deps, post);
    expect(slack.posted).toHaveLength(1);
    expect(slack.calls).toEqual(['post', 'find', 'post']);
  });

  it('may post twice only where the token may not look', async () => {
    const { deps, slack } = world({ mayFind: false });
    slack.faults.push({ call: 'post', error: postError('lost'), after: true });
    await expect(postOnce(deps, post)).rejects.toThrow('lost');
    await postOnce(deps, post);
    expect(slack.posted).toHaveLength(2);
  });

  it.each([postError('limited'), postError('unreachable'), refused('not_in_channel')])(
    'does not look for what certainly did not happen ($kind)',
    async (error) => {
      const { deps, slack } = world();
      slack.faults.push({ call: 'post', error });
      await expect(postOnce(deps, post)).rejects.toBe(error);
      await postOnce(deps, post);
      expect(slack.calls).toEqual(['post', 'post']);
    },
  );

  it('looks as far back as the first try, however many follow', async () => {
    const { deps, slack, postLog } = world();
    await postLog.set('abc23456', 'verdict', { state: 'attempted', atMs: 17, fileIds: [] });
    slack.faults.push({ call: 'post', error: postError('lost') });
    await expect(postOnce(deps, post)).rejects.toThrow('lost');
    expect(postLog.records.get('abc23456/verdict')).toMatchObject({ state: 'attempted', atMs: 17 });
  });
});
