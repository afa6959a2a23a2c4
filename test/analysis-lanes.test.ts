import { describe, expect, test } from 'vitest';
import { createAnalysisLanes, type Work } from '../src/analysis-lanes.ts';

const signal = new AbortController().signal;
const work = (name: string, its = signal): Work => ({ name, task: {}, signal: its });

/** Threads whose tasks end when they are told to; `last` is the one that does no analysis. */
function world() {
  const names = ['first', 'second', 'last'];
  const begun: string[] = [];
  const running = new Map<string, { end(): void; fail(error: Error): void }>();
  const threads = names.map((thread) => ({
    run: (_task: object, { name }: { readonly name: string }) =>
      new Promise<unknown>((resolve, reject) => {
        begun.push(`${name} in ${thread}`);
        running.set(name, { end: () => resolve(name), fail: reject });
      }),
    destroy: async () => void begun.push(`${thread} closed`),
  }));
  const end = async (name: string) => {
    running.get(name)?.end();
    await settled();
  };
  return { lanes: createAnalysisLanes(threads), begun, running, end };
}

/** Lets everything run that waits for nothing else. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe('work for the analysis threads', () => {
  test('an analysis goes to the thread that read ahead for it, although another is idle', async () => {
    const { lanes, begun, end } = world();
    lanes.analyse('other', work('other'));
    lanes.readAhead('mine', work('ahead'));
    await settled();
    await end('ahead');
    await end('other');
    lanes.analyse('mine', work('mine'));
    await settled();
    expect(begun).toEqual(['other in first', 'ahead in second', 'mine in second']);
  });

  test('it waits for what is still being read ahead', async () => {
    const { lanes, begun, end } = world();
    lanes.readAhead('mine', work('ahead'));
    const answer = lanes.analyse('mine', work('mine'));
    await settled();
    expect(begun).toEqual(['ahead in first']);
    await end('ahead');
    expect(begun).toEqual(['ahead in first', 'mine in first']);
    await end('mine');
    expect(await answer).toBe('mine');
  });

  test('where that thread has another analysis, it goes to a free one', async () => {
    const { lanes, begun, end } = world();
    lanes.readAhead('mine', work('ahead'));
    await settled();
    await end('ahead');
    lanes.analyse('other', work('other'));
    lanes.analyse('mine', work('mine'));
    await settled();
    expect(begun).toEqual(['ahead in first', 'other in first', 'mine in second']);
  });

  test('nothing is read ahead where no thread is idle, nor twice for a check', async () => {
    const { lanes, begun, end } = world();
    lanes.readAhead('mine', work('ahead'));
    await settled();
    await end('ahead');
    expect(lanes.readAhead('mine', work('again'))).toBeUndefined();
    lanes.analyse('a', work('a'));
    lanes.analyse('b', work('b'));
    expect(lanes.readAhead('late', work('late'))).toBeUndefined();
    await settled();
    expect(begun).toEqual(['ahead in first', 'a in first', 'b in second']);
  });

  test('after its analysis a check may be read ahead again', async () => {
    const { lanes, begun, end } = world();
    for (const round of ['1', '2']) {
      lanes.readAhead('mine', work(`ahead ${round}`));
      await settled();
      await end(`ahead ${round}`);
      lanes.analyse('mine', work(`mine ${round}`));
      await settled();
      await end(`mine ${round}`);
    }
    expect(begun).toHaveLength(4);
  });

  test('what a capture waits for goes to the thread that has read for its check', async () => {
    const { lanes, begun } = world();
    lanes.readAhead('other', work('other'));
    lanes.readAhead('mine', work('ahead'));
    await settled();
    lanes.ofCapture('mine', work('pcs'));
    lanes.ofCapture('third', work('count'));
    await settled();
    expect(begun).toEqual(['other in first', 'ahead in second', 'count in last']);
  });

  test('and to others, too, where a check asks for much at once', async () => {
    const { lanes, begun } = world();
    lanes.readAhead('mine', work('ahead'));
    for (const name of ['a', 'b', 'c', 'd']) lanes.ofCapture('mine', work(name));
    await settled();
    expect(begun).toEqual(['ahead in first', 'b in second', 'c in last']);
  });

  test('and never behind an analysis', async () => {
    const { lanes, begun } = world();
    lanes.readAhead('mine', work('ahead'));
    lanes.analyse('a', work('a'));
    lanes.analyse('b', work('b'));
    lanes.analyse('c', work('c'));
    lanes.ofCapture('mine', work('pcs'));
    await settled();
    expect(begun).toContain('pcs in last');
  });

  test('nor is what belongs to no check, where any thread has none', async () => {
    const { lanes, begun } = world();
    lanes.run(work('idle'));
    lanes.analyse('a', work('a'));
    lanes.analyse('b', work('b'));
    lanes.run(work('chart'));
    await settled();
    expect(begun).toEqual(['idle in first', 'a in second', 'chart in last']);
  });

  test('the last thread does no analysis', async () => {
    const { lanes, begun } = world();
    for (const name of ['a', 'b', 'c', 'd']) lanes.analyse(name, work(name));
    await settled();
    expect(begun).toEqual(['a in first', 'b in second']);
  });

  test('what fails or is aborted keeps nothing after it waiting', async () => {
    const { lanes, begun, running } = world();
    const abort = new AbortController();
    const failing = expect(lanes.readAhead('mine', work('ahead'))).rejects.toThrow('damaged');
    const aborted = expect(lanes.analyse('mine', work('mine', abort.signal))).rejects.toThrow('cancelled');
    const after = lanes.ofCapture('third', work('count'));
    await settled();
    abort.abort(new Error('cancelled'));
    running.get('ahead')?.fail(new Error('damaged'));
    await settled();
    running.get('count')?.end();
    await Promise.all([failing, aborted, after]);
    expect(begun).toEqual(['ahead in first', 'count in second']);
  });

  test('all threads are closed', async () => {
    const { lanes, begun } = world();
    await lanes.close();
    expect(begun).toEqual(['first closed', 'second closed', 'last closed']);
  });
});
