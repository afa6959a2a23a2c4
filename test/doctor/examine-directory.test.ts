import { describe, expect, it } from 'vitest';
import { judgeSpace } from '../../src/doctor/examine-directory.ts';

const gibibyte = 1024 ** 3;

describe('the space for profiles', () => {
  it.each([
    [3, 'ok'],
    [2, 'ok'],
    [1, 'warn'],
  ] as const)('with %i GiB free is judged %s where 2 GiB may be kept', (free, state) => {
    const examination = judgeSpace('/data', { freeBytes: free * gibibyte, maxBytes: 2 * gibibyte });
    expect(examination).toMatchObject({ state, says: expect.stringContaining(`${free}.0 GiB free`) });
    expect(examination.nextStep !== undefined).toBe(state !== 'ok');
  });
});
