import { describe, expect, it } from 'vitest';
import { judgeSharing, type ProbedWorker } from '../../src/doctor/judge-sharing.ts';

const worker: ProbedWorker = { host: 'node-1', pid: 7, directory: '/data', reads: true, isRead: true };
const other: ProbedWorker = { ...worker, host: 'node-2', pid: 8 };

describe('what workers answer', () => {
  it.each<[string, 'ok' | 'warn' | 'fail', readonly ProbedWorker[], number, RegExp]>([
    ['both read and are read', 'ok', [worker, other], 2, /^2 running workers \(node-1 pid 7, node-2 pid 8\)/],
    ['none is running', 'warn', [], 0, /no worker is running/],
    ['one is silent', 'warn', [worker], 2, /1 of 2 running workers did not answer/],
    [
      'one looks elsewhere',
      'fail',
      [worker, { ...other, reads: false, isRead: false }],
      2,
      /node-2 pid 8 does not see/,
    ],
    [
      'one may not read',
      'fail',
      [{ ...worker, reads: false, isRead: false, problem: 'EACCES' }],
      1,
      /\(EACCES\)/,
    ],
    [
      'one may not write',
      'fail',
      [{ ...worker, isRead: false, problem: 'EROFS' }],
      1,
      /cannot write.*\(EROFS\)/,
    ],
    [
      "one's mark may not be read",
      'fail',
      [{ ...worker, isRead: false, unreadable: 'EACCES' }],
      1,
      /cannot be used here \(EACCES\)/,
    ],
    ["one's mark is not there", 'fail', [{ ...worker, isRead: false }], 1, /not there/],
    ['a cluster counts no listeners but one answers', 'ok', [worker], 0, /^1 running worker \(/],
  ])('proves as much when %s: %s', (_title, state, workers, listening, says) => {
    const examination = judgeSharing({ directory: '/data', workers, listening });
    expect(examination).toMatchObject({ state, says: expect.stringMatching(says) });
    expect(examination.nextStep !== undefined).toBe(state !== 'ok');
  });

  it('stays readable with a crowd of workers', () => {
    const workers = Array.from({ length: 40 }, (_, pid) => ({ ...worker, pid }));
    const { says } = judgeSharing({ directory: '/data', workers, listening: 40 });
    expect(says).toContain('and 35 more');
    expect(says.length).toBeLessThan(200);
  });
});
