import { MessageChannel } from 'node:worker_threads';
import { afterEach, describe, expect, test } from 'vitest';
import { remoteTargetClient } from '../../src/capture/remote-target-client.ts';
import { serveTargetClient } from '../../src/capture/serve-target-client.ts';
import type { TargetClient, TargetRequest } from '../../src/check/target.ts';
import { TargetError } from '../../src/check/target-error.ts';

const target = { name: 'payments-1', url: 'http://p/debug/pprof/', headers: { a: 'b' }, tlsCa: 'pem' };
const never = new AbortController().signal;

let close: (() => void) | undefined;
afterEach(() => close?.());

function remote(fetch: TargetClient['fetch']) {
  const { port1, port2 } = new MessageChannel();
  close = () => port1.close();
  serveTargetClient(port2, { fetch });
  const client = remoteTargetClient(port1);
  const ask = (request: Partial<TargetRequest> = {}) =>
    client.fetch({ target, endpoint: 'heap', expect: 'profile', signal: never, ...request });
  return { ask, fail: client.fail };
}

/** A target that never answers, but tells why it was let go. */
function hanging(): { readonly fetch: TargetClient['fetch']; readonly letGo: Promise<unknown> } {
  let tell: (reason: unknown) => void;
  const letGo = new Promise<unknown>((resolve) => {
    tell = resolve;
  });
  const fetch: TargetClient['fetch'] = ({ signal }) =>
    new Promise((_, reject) => {
      signal.addEventListener('abort', () => {
        tell(signal.reason);
        reject(new TargetError({ code: 'aborted', target: 'payments-1', message: 'gone', nextStep: 'none' }));
      });
    });
  return { fetch, letGo };
}

describe('a target client in another thread', () => {
  test('is asked what was asked, and answers what was answered', async () => {
    let asked: Partial<TargetRequest> = {};
    const { ask } = remote(async ({ signal: _, ...request }) => {
      asked = request;
      return { bytes: Buffer.from('profile'), answeredAtMs: 7 };
    });
    const { bytes, answeredAtMs } = await ask();
    expect(asked).toEqual({ target, endpoint: 'heap', expect: 'profile' });
    expect([Buffer.from(bytes).toString(), answeredAtMs]).toEqual(['profile', 7]);
  });

  test('gives each question its own answer, in whatever order they come', async () => {
    let first: (() => void) | undefined;
    const { ask } = remote(({ endpoint }) => {
      const answer = { bytes: Buffer.from(endpoint), answeredAtMs: 0 };
      if (endpoint !== 'heap') {
        first?.();
        return Promise.resolve(answer);
      }
      return new Promise((resolve) => {
        first = () => resolve(answer);
      });
    });
    const answers = await Promise.all([ask({ endpoint: 'heap' }), ask({ endpoint: 'goroutine' })]);
    expect(answers.map(({ bytes }) => Buffer.from(bytes).toString())).toEqual(['heap', 'goroutine']);
  });

  test('hands over the memory of a large profile, and copies a small one out of what it shares', async () => {
    const large = new Uint8Array(100_000).fill(1);
    const pool = new Uint8Array(100).fill(2);
    const { ask } = remote(async ({ endpoint }) => ({
      bytes: endpoint === 'large' ? large : pool.subarray(10, 20),
      answeredAtMs: 0,
    }));
    expect((await ask({ endpoint: 'large' })).bytes).toHaveLength(100_000);
    expect(large).toHaveLength(0);
    expect((await ask({ endpoint: 'small' })).bytes).toEqual(new Uint8Array(10).fill(2));
    expect(pool).toHaveLength(100);
  });

  test("fails with the target's own error", async () => {
    const failure = {
      code: 'reset',
      target: 'payments-1',
      message: 'payments-1 went away.',
      nextStep: 'Wait.',
    } as const;
    const { ask } = remote(async () => {
      throw new TargetError({ ...failure, cause: new Error('ECONNRESET') });
    });
    const error = await ask().catch((each: unknown) => each);
    expect(error).toBeInstanceOf(TargetError);
    expect(error).toMatchObject({ ...failure, retryable: true, cause: { message: 'ECONNRESET' } });
  });

  test('passes a fault of this program on as it is', async () => {
    const { ask } = remote(async () => {
      throw new TypeError('no such function');
    });
    await expect(ask()).rejects.toThrow('no such function');
    await expect(ask()).rejects.not.toBeInstanceOf(TargetError);
  });

  test.each([
    ['stopped', new Error('cancelled'), 'AbortError'],
    ['out of time', new DOMException('late', 'TimeoutError'), 'TimeoutError'],
  ])('lets go of a target when it is %s, and says which of the two', async (_, reason, seen) => {
    const { fetch, letGo } = hanging();
    const { ask } = remote(fetch);
    const abort = new AbortController();
    const asking = ask({ signal: abort.signal });
    abort.abort(reason);
    await expect(asking).rejects.toMatchObject({ code: 'aborted' });
    expect(await letGo).toMatchObject({ name: seen });
  });

  test('lets go of a question that was over before it was asked', async () => {
    const { fetch, letGo } = hanging();
    const { ask } = remote(fetch);
    await expect(ask({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted' });
    await letGo;
  });

  test('fails what is not answered once its thread is gone', async () => {
    const { ask, fail } = remote(hanging().fetch);
    const asking = ask();
    fail(new Error('the thread has ended'));
    await expect(asking).rejects.toThrow('the thread has ended');
  });
});
