import { describe, expect, it } from 'vitest';
import { uploadOnce } from '../../src/check/upload-once.ts';
import { memoryPoster, memoryPostLog, postError, refused } from './memory-ports.ts';

const upload = {
  check: 'abc23456',
  key: 'charts',
  to: { channel: 'C0PAY', threadTs: '1.1' },
  files: [
    { name: 'growth.png', title: 'Growth', altText: 'It grows', bytes: Uint8Array.of(1) },
    { name: 'stacks.png', title: 'Stacks', altText: 'These', bytes: Uint8Array.of(2) },
  ],
  comment: undefined,
};

function world() {
  const slack = memoryPoster();
  const postLog = memoryPostLog();
  return { slack, postLog, deps: { poster: slack.poster, postLog, clock: () => 5_000 } };
}

describe('uploadOnce', () => {
  it('sends and shares once however often it is asked', async () => {
    const { deps, slack } = world();
    await uploadOnce(deps, upload);
    await uploadOnce(deps, upload);
    expect(slack.calls).toEqual(['upload', 'share']);
  });

  it('shares the same ids again when the answer to the sharing was lost', async () => {
    const { deps, slack } = world();
    slack.faults.push({ call: 'share', error: postError('lost') });
    await expect(uploadOnce(deps, upload)).rejects.toThrow('lost');
    await uploadOnce(deps, upload);
    expect(slack.calls).toEqual(['upload', 'share', 'share']);
    expect(slack.shared.map(({ ids }) => ids)).toEqual([['F-growth.png', 'F-stacks.png']]);
  });

  it('takes ids that Slack no longer waits for as shared by the try whose answer was lost', async () => {
    const { deps, slack, postLog } = world();
    slack.faults.push({ call: 'share', error: postError('lost'), after: true });
    slack.faults.push({ call: 'share', error: refused('file_not_found') });
    await expect(uploadOnce(deps, upload)).rejects.toThrow('lost');
    await uploadOnce(deps, upload);
    expect(slack.shared).toHaveLength(1);
    expect(postLog.records.get('abc23456/charts')?.state).toBe('posted');
  });

  it('sends the bytes anew after a refused sharing', async () => {
    const { deps, slack } = world();
    slack.faults.push({ call: 'share', error: refused('file_not_found') });
    await expect(uploadOnce(deps, upload)).rejects.toThrow('refused');
    await uploadOnce(deps, upload);
    expect(slack.calls).toEqual(['upload', 'share', 'upload', 'share']);
  });

  it('does nothing without files', async () => {
    const { deps, slack } = world();
    await uploadOnce(deps, { ...upload, files: [] });
    expect(slack.calls).toEqual([]);
  });
});
