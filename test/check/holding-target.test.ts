import { describe, expect, it, vi } from 'vitest';
import { holdingTarget, TargetBusyError } from '../../src/check/holding-target.ts';
import { createInProcessLocks, type TargetLocks } from '../../src/check/target-locks.ts';

const never = new AbortController().signal;

/** Work that goes on until it is told to end. */
function work() {
  const events: string[] = [];
  const ends = new Map<string, () => void>();
  const run = (name: string) => async () => {
    events.push(`${name} begins`);
    await new Promise<void>((resolve) => ends.set(name, resolve));
    events.push(`${name} ends`);
    return name;
  };
  return { events, run, end: (name: string) => ends.get(name)?.() };
}

describe('holding a target', () => {
  it('waits until the capture before it is over, and answers what the work does', async () => {
    const locks = createInProcessLocks();
    const { events, run, end } = work();
    const first = holdingTarget(locks, { url: 'http://a/', signal: never }, run('first'));
    const second = holdingTarget(locks, { url: 'http://a/', signal: never }, async () => {
      events.push('second');
    });
    await vi.waitFor(() => expect(events).toEqual(['first begins']), { interval: 1 });
    end('first');
    expect(await first).toBe('first');
    await second;
    expect(events).toEqual(['first begins', 'first ends', 'second']);
  });

  it('waits for no other target', async () => {
    const locks = createInProcessLocks();
    const { run, end } = work();
    const first = holdingTarget(locks, { url: 'http://a/', signal: never }, run('first'));
    expect(await holdingTarget(locks, { url: 'http://b/', signal: never }, async () => 'done')).toBe('done');
    end('first');
    await first;
  });

  it('lets go of a target whose capture threw', async () => {
    const locks = createInProcessLocks();
    const failing = holdingTarget(locks, { url: 'http://a/', signal: never }, () =>
      Promise.reject(new Error('no space left')),
    );
    await expect(failing).rejects.toThrow('no space left');
    expect(await locks.acquire('http://a/')).toBeDefined();
  });

  it('says that the target was busy to the end', async () => {
    const locks = createInProcessLocks();
    await locks.acquire('http://a/');
    const abort = new AbortController();
    const waiting = holdingTarget(locks, { url: 'http://a/', signal: abort.signal }, async () => 'done');
    setImmediate(() => abort.abort(new Error('deadline')));
    await expect(waiting).rejects.toThrow(TargetBusyError);
  });

  it('ends with the reason of its signal where nobody could tell who holds the target, and keeps no hold that comes late', async () => {
    const abort = new AbortController();
    let released = 0;
    let answer: (() => void) | undefined;
    const locks: TargetLocks = {
      acquire: () =>
        new Promise((resolve) => {
          answer = () => resolve({ release: () => void released++ });
        }),
    };
    const waiting = holdingTarget(locks, { url: 'http://a/', signal: abort.signal }, async () => 'done');
    abort.abort(new Error('shutting down'));
    await expect(waiting).rejects.toThrow('shutting down');
    answer?.();
    await Promise.resolve();
    await Promise.resolve();
    expect(released).toBe(1);
  });
});
