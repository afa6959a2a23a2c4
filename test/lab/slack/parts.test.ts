import { describe, expect, it } from 'vitest';
import { faults } from '../../../lab/slack/faults.ts';
import { timestamps } from '../../../lab/slack/ids.ts';
import { rateLimiter } from '../../../lab/slack/rate-limit.ts';
import { responseUrls } from '../../../lab/slack/response-url.ts';
import { triggers } from '../../../lab/slack/triggers.ts';

describe('timestamps', () => {
  it('rise even within one millisecond and when the clock steps back', () => {
    const clock = [1_700_000_000_000, 1_700_000_000_000, 1_699_999_999_000];
    const next = timestamps(() => clock.shift() ?? 0);
    expect([next(), next(), next()]).toEqual(['1700000000.000000', '1700000000.000100', '1700000000.000200']);
  });
});

describe('a rate limit', () => {
  it('gives its burst at once, then one token for each interval, and says how long to wait', () => {
    let nowMs = 0;
    const take = rateLimiter(() => nowMs);
    const limit = { perSecond: 0.5, burst: 2 };
    expect([take('a', limit), take('a', limit), take('a', limit)]).toEqual([0, 0, 2]);
    expect(take('b', limit)).toBe(0);
    nowMs = 2000;
    expect([take('a', limit), take('a', limit)]).toEqual([0, 2]);
  });
});

describe('an ordered fault', () => {
  it('strikes its method as often as ordered, and no other', () => {
    const ordered = faults();
    ordered.add({ method: 'chat.update', kind: '500', times: 2 });
    const take = (method: string) => ordered.take(method, ['500'])?.kind;
    expect([take('chat.postMessage'), take('chat.update'), take('chat.update'), take('chat.update')]).toEqual(
      [undefined, '500', '500', undefined],
    );
  });

  it('for every method strikes the next one', () => {
    const ordered = faults();
    ordered.add({ method: '*', kind: 'reset' });
    expect(ordered.take('auth.test', ['reset'])?.kind).toBe('reset');
    expect(ordered.list()).toEqual([]);
  });

  it.each([
    { fault: { method: 'chat.update', kind: 'flood' } },
    { fault: { method: '', kind: '500' } },
    { fault: { method: 'chat.update', kind: '500', times: 0 } },
  ])('that makes no sense is refused: $fault', ({ fault }) => {
    expect(() => faults().add(fault as never)).toThrow();
  });
});

describe('a trigger', () => {
  it('is good once, and for three seconds', () => {
    let nowMs = 0;
    const issued = triggers(() => nowMs, 3000);
    const first = issued.issue({ user: 'U1' });
    const second = issued.issue({ user: 'U1' });
    expect(issued.exchange(first)).toMatchObject({ user: 'U1' });
    expect(() => issued.exchange(first)).toThrow('exchanged_trigger_id');
    nowMs = 3001;
    expect(() => issued.exchange(second)).toThrow('expired_trigger_id');
    expect(() => issued.exchange('made up')).toThrow('invalid_trigger_id');
  });
});

describe('a response_url', () => {
  it('is good five times, and for half an hour', () => {
    let nowMs = 0;
    const urls = responseUrls(() => nowMs, 5, 30 * 60_000);
    const target = { user: 'U1', channel: 'C1' };
    const used = urls.issue(target);
    for (let use = 1; use <= 5; use++) expect(urls.use(used)).toEqual(target);
    expect(() => urls.use(used)).toThrow('used_url');
    const late = urls.issue(target);
    nowMs = 30 * 60_000 + 1;
    expect(() => urls.use(late)).toThrow('expired_url');
  });
});
