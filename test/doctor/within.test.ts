import { describe, expect, it } from 'vitest';
import { within } from '../../src/doctor/within.ts';

const part = { name: 'Redis', ms: 20, signal: new AbortController().signal, nextStep: 'Look.' };

describe('an examination within its time', () => {
  it('says what it found', async () => {
    const found = [{ name: 'Redis', state: 'ok', says: 'fine' }] as const;
    expect(await within({ ...part, ms: 60_000 }, async () => found)).toBe(found);
  });

  it('that never ends is a problem, and is told to stop', async () => {
    let seen: AbortSignal | undefined;
    const found = await within(part, (signal) => {
      seen = signal;
      return new Promise(() => undefined);
    });
    expect(found).toEqual([
      { name: 'Redis', state: 'fail', says: expect.stringMatching(/no answer within/), nextStep: 'Look.' },
    ]);
    expect(seen?.aborted).toBe(true);
  });

  it('ends at once when the person stops waiting', async () => {
    const stop = new AbortController();
    const examined = within({ ...part, ms: 60_000, signal: stop.signal }, () => new Promise(() => undefined));
    stop.abort(new Error('interrupted'));
    await expect(examined).rejects.toThrow('interrupted');
  });

  it('hands on a fault of its own', async () => {
    await expect(within(part, () => Promise.reject(new TypeError('a bug')))).rejects.toThrow(TypeError);
  });
});
