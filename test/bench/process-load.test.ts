import { describe, expect, test } from 'vitest';
import { cpuMsOfStat, memoryOfStatus } from '../../bench/process-load.ts';

describe('what Linux tells of a process', () => {
  test('is its processor time, whatever its program is called', () => {
    const after = 'S 1 2 3 0 -1 4194560 100 0 0 0 250 50 0 0 20 0 11 0';
    expect(cpuMsOfStat(`4711 (node) ${after}`)).toBe(3_000);
    expect(cpuMsOfStat(`4711 (a ) S 9 b) ${after}`)).toBe(3_000);
  });

  test('is its memory now and at most', () => {
    expect(memoryOfStatus('Name:\tnode\nVmHWM:\t    2048 kB\nVmRSS:\t    1024 kB\n')).toEqual({
      residentBytes: 1_048_576,
      peakBytes: 2_097_152,
    });
  });
});
