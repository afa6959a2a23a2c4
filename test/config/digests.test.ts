import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/config/config-error.ts';
import { parseServicesFile } from '../../src/config/services-file.ts';

const services = 'services: { payments: { targets: ["http://127.0.0.1:6060"] } }';

function withDigest(text: string, name = 'morning') {
  return `${services}\ndigests: { ${name}: { ${text} } }`;
}

function problemsOf(text: string) {
  try {
    parseServicesFile(text, {});
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  throw new Error('it is right');
}

const least = 'channel: C0123456789, cron: "0 9 * * *"';

describe('a digest of the services file', () => {
  it('needs a channel and a schedule, and has the usual for the rest', () => {
    expect(parseServicesFile(withDigest(least), {}).digests).toEqual([
      {
        name: 'morning',
        channel: 'C0123456789',
        cron: '0 9 * * *',
        timeZone: 'UTC',
        withinMs: 1_800_000,
        atOnce: 3,
        healthy: 'line',
        weekends: true,
      },
    ]);
    expect(parseServicesFile(services, {}).digests).toEqual([]);
  });

  it('takes every setting', () => {
    const text = `${least}, timeZone: Europe/Berlin, services: [payments], window: 1m, within: 1h, atOnce: 5, healthy: nothing, quietHours: "22:00-07:00", weekends: false`;
    expect(parseServicesFile(withDigest(text), {}).digests[0]).toMatchObject({
      timeZone: 'Europe/Berlin',
      services: ['payments'],
      windowMs: 60_000,
      withinMs: 3_600_000,
      atOnce: 5,
      healthy: 'nothing',
      quietHours: { from: 1_320, to: 420 },
      weekends: false,
    });
  });

  it.each([
    ['cron: "0 9 * * *"', 'digests.morning.channel', 'has no value'],
    ['channel: general, cron: "0 9 * * *"', 'digests.morning.channel', 'is not the id of a channel'],
    ['channel: C0123456789', 'digests.morning.cron', 'has no value'],
    ['channel: C0123456789, cron: "0 25 * * *"', 'digests.morning.cron', 'got value 25'],
    [`${least}, timeZone: Europe/Berln`, 'digests.morning.timeZone', 'did you mean Europe/Berlin?'],
    [`${least}, services: [paymnts]`, 'digests.morning.services[0]', 'did you mean payments?'],
    [`${least}, services: []`, 'digests.morning.services', 'is missing or empty'],
    [`${least}, window: 5s`, 'digests.morning.window', 'is too short'],
    [`${least}, within: 2d`, 'digests.morning.within', 'is too long'],
    [`${least}, atOnce: 0`, 'digests.morning.atOnce', 'is not a number of checks'],
    [`${least}, healthy: quiet`, 'digests.morning.healthy', 'is not known'],
    [`${least}, quietHours: night`, 'digests.morning.quietHours', 'are no quiet hours'],
    [`${least}, weekends: never`, 'digests.morning.weekends', 'is neither true nor false'],
    [`${least}, timezone: UTC`, 'digests.morning.timezone', 'did you mean `timeZone`?'],
  ])('%s is told with its place', (text, path, message) => {
    expect(problemsOf(withDigest(text))).toEqual([
      expect.objectContaining({ path, message: expect.stringContaining(message) }),
    ]);
  });

  it('has a name that a command can take', () => {
    expect(problemsOf(withDigest(least, '"The Morning"'))[0]?.message).toBe('is not a name for a digest');
  });
});
