import { describe, expect, it } from 'vitest';
import { checkIdPattern } from '../../src/check/check.ts';
import { newCheckId } from '../../src/check/check-id.ts';
import { jobIds } from '../../src/queue/names.ts';
import { CheckJob } from '../../src/queue/payloads.ts';

describe('job ids', () => {
  it('are ids that BullMQ takes: no colon, not all digits', () => {
    const check = newCheckId();
    expect(check).toMatch(checkIdPattern);
    for (const id of [
      jobIds.check(check),
      jobIds.capture(check, 0),
      jobIds.capture(check, 0, 1),
      jobIds.analyse(check),
      jobIds.report(check),
    ]) {
      expect(id).toMatch(/^[a-z][a-z0-9-]*$/);
    }
  });
});

describe("a check's job data", () => {
  const asked = { check: 'abcdef', service: 'web', windowMs: 10_000 };
  it.each([
    ['the first step', { step: 'plan', ...asked }, true],
    ['a later step without its plan', { step: 'capture', ...asked }, false],
    ['a step that does not exist', { step: 'dance', ...asked }, false],
    ['an id that could name another key', { step: 'plan', ...asked, check: 'abc:def' }, false],
    ['no window', { step: 'plan', ...asked, windowMs: 0 }, false],
    ['nothing', undefined, false],
  ])('with %s', (_title, data, valid) => {
    expect(CheckJob.safeParse(data).success).toBe(valid);
  });
});
