import { describe, expect, it } from 'vitest';
import { judgeEviction, judgeLatency, judgePersistence, judgeVersion } from '../../src/doctor/judge-redis.ts';
import { type RedisFacts, readInfo } from '../../src/doctor/redis-facts.ts';

const good: RedisFacts = {
  product: 'Redis',
  version: '7.0.15',
  evictionPolicy: 'noeviction',
  appendOnly: true,
  appendFailed: false,
  snapshots: false,
};

describe('what Redis says of itself', () => {
  it.each<[string, 'ok' | 'warn' | 'fail', Partial<RedisFacts>, RegExp]>([
    ['a current Redis', 'ok', {}, /^Redis 7\.0\.15$/],
    ['the oldest version that BullMQ asks for', 'ok', { version: '6.2.0' }, /6\.2\.0/],
    ['Valkey', 'ok', { product: 'Valkey', version: '8.1.0' }, /^Valkey 8/],
    ['a version before that', 'fail', { version: '6.0.16' }, /older than the 6\.2/],
    ['an ancient version', 'fail', { version: '5.0.7' }, /older/],
    ['no version', 'warn', { version: undefined }, /does not say/],
    ['Dragonfly', 'warn', { product: 'Dragonfly', version: '1.30.0' }, /Dragonfly/],
  ])('%s is judged %s', (_title, state, facts, says) => {
    expectJudged(judgeVersion({ ...good, ...facts }), state, says);
  });

  it.each<['ok' | 'warn' | 'fail', string | undefined, RegExp]>([
    ['ok', 'noeviction', /^noeviction$/],
    ['fail', 'allkeys-lru', /allkeys-lru.*queued checks/],
    ['fail', 'volatile-ttl', /volatile-ttl/],
    ['warn', undefined, /managed/],
  ])('eviction is judged %s where its policy is %s', (state, evictionPolicy, says) => {
    expectJudged(judgeEviction({ ...good, evictionPolicy }), state, says);
  });

  it.each<[string, 'ok' | 'warn' | 'fail', Partial<RedisFacts>, RegExp]>([
    ['an append-only file', 'ok', {}, /append-only file on/],
    ['an append-only file whose writes fail', 'fail', { appendFailed: true }, /last write failed/],
    ['neither file nor snapshots', 'warn', { appendOnly: false }, /lost, all of them/],
    ['snapshots alone', 'warn', { appendOnly: false, snapshots: true }, /since its last snapshot/],
    ['silence', 'warn', { appendOnly: undefined }, /CONFIG is forbidden/],
  ])('%s is judged %s', (_title, state, facts, says) => {
    expectJudged(judgePersistence({ ...good, ...facts }), state, says);
  });

  it.each<['ok' | 'warn', readonly number[], RegExp]>([
    ['ok', [0.2, 0.3, 900], /^0\.3 ms.*900 ms at worst/],
    ['warn', [80, 90, 0.2], /^80 ms/],
  ])('latency is judged %s by its median: %j', (state, times, says) => {
    expectJudged(judgeLatency(times), state, says);
  });
});

describe('INFO', () => {
  it('is read line by line, whatever its headings, and keeps colons in values', () => {
    const text = '# Server\r\nredis_version:7.2.4\r\n\r\nexecutable:/opt/a:b\r\nnonsense\r\n';
    expect([...readInfo(text)]).toEqual([
      ['redis_version', '7.2.4'],
      ['executable', '/opt/a:b'],
    ]);
  });
});

function expectJudged(
  examination: { readonly state: string; readonly says: string; readonly nextStep?: string },
  state: string,
  says: RegExp,
): void {
  expect(examination).toMatchObject({ state, says: expect.stringMatching(says) });
  expect(examination.nextStep !== undefined).toBe(state !== 'ok');
}
