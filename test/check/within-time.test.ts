import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { untilAborted } from '../../src/check/until-aborted.ts';
import { isOutOfTime, withinTime } from '../../src/check/within-time.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const never = new Promise<never>(() => undefined);

describe('withinTime', () => {
  it('ends what takes too long, through garbage collections too', async () => {
    const { signal } = new AbortController();
    const runs = Array.from({ length: 20 }, () =>
      withinTime({ signal, ms: 60 }, (within) => untilAborted(never, within)).catch((error) => error),
    );
    for (let i = 0; i < 10; i++) {
      collectGarbage();
      await sleep(1);
    }
    const ended = await Promise.race([Promise.all(runs), sleep(5_000, [], { ref: false })]);
    expect(ended.map((error) => error.name)).toEqual(Array(20).fill('TimeoutError'));
  });

  it('answers what the run answers, and leaves nothing on the caller’s signal', async () => {
    const caller = new AbortController();
    let seen: AbortSignal | undefined;
    await expect(
      withinTime({ signal: caller.signal, ms: 20 }, async (within) => {
        seen = within;
        return 7;
      }),
    ).resolves.toBe(7);
    caller.abort();
    await sleep(40);
    expect(seen?.aborted).toBe(false);
  });

  it('ends with the caller, by the caller’s reason', async () => {
    const caller = new AbortController();
    const run = withinTime({ signal: caller.signal, ms: 10_000 }, (within) =>
      untilAborted(never, within).catch((error) => [error.message, isOutOfTime(within)]),
    );
    caller.abort(new Error('Ctrl-C'));
    await expect(run).resolves.toEqual(['Ctrl-C', false]);
  });

  it('gives no time where the caller has ended already or none is left', async () => {
    const ended = AbortSignal.abort(new Error('before'));
    await expect(
      withinTime({ signal: ended, ms: 1_000 }, async (within) => within.reason.message),
    ).resolves.toBe('before');
    const run = withinTime({ signal: new AbortController().signal, ms: -5 }, (within) =>
      untilAborted(never, within).catch(() => isOutOfTime(within)),
    );
    await expect(run).resolves.toBe(true);
  });
});
