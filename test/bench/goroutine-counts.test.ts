import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { goroutineCounts, pilesUp } from '../../bench/goroutine-counts.ts';

describe('pilesUp', () => {
  test.each([
    { title: 'a steady pile', counts: [30, 35, 40, 45, 50, 55, 60, 65], piles: true },
    { title: 'a pile that comes in batches', counts: [0, 0, 100, 100, 200, 200, 300, 300], piles: true },
    { title: 'a pile under calls in flight', counts: [5, 9, 22, 18, 35, 31, 44, 48], piles: true },
    { title: 'nothing', counts: [7, 7, 7, 7, 7, 7, 7, 7], piles: false },
    { title: 'fewer than ten more', counts: [7, 7, 9, 9, 11, 11, 13, 13], piles: false },
    { title: 'calls in flight', counts: [10, 900, 12, 850, 11, 990, 14, 1000], piles: false },
    { title: 'a pile that has ended', counts: [10, 60, 110, 160, 160, 160, 160, 160], piles: false },
    { title: 'one step', counts: [10, 10, 10, 10, 90, 90, 90, 90], piles: false },
    { title: 'too few counts to tell', counts: [10, 50, 90], piles: false },
    { title: 'no counts at all', counts: [], piles: false },
  ])('is $piles of $title', ({ counts, piles }) => {
    expect(pilesUp(counts)).toBe(piles);
  });
});

describe('goroutineCounts', () => {
  const servers: { close(): unknown }[] = [];

  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });

  /** Answers each request with the next of the answers, then ends the check. */
  async function programThatAnswers(answers: readonly string[]) {
    let asked = 0;
    let finish: () => void = () => undefined;
    const check = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const server = createServer((request, response) => {
      if (request.url === '/goroutines') response.end(answers[asked]);
      else response.writeHead(404).end();
      asked++;
      if (asked === answers.length) finish();
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    return { url: `http://127.0.0.1:${port}/debug/pprof/`, check };
  }

  test('are read until the check has ended, and leave out what is no count', async () => {
    const { url, check } = await programThatAnswers(['12\n', 'busy', '34\n']);
    expect(await goroutineCounts(url, check)).toEqual([12, 34]);
  });

  test('end with a check that fails, and leave its failure to whoever waits for it', async () => {
    const { url } = await programThatAnswers(['12\n']);
    const failed = Promise.reject(new Error('nothing answers'));
    expect(await goroutineCounts(url, failed)).toEqual([12]);
    await expect(failed).rejects.toThrow('nothing answers');
  });
});
