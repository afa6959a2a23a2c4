import { describe, expect, it } from 'vitest';
import { redisFailure } from '../../src/doctor/redis-failure.ts';

const url = 'redis://default:hunter2hunter2@cache.internal/3';

describe('a Redis that cannot be used', () => {
  it.each<[string, Error, RegExp, RegExp]>([
    ['refuses', coded('ECONNREFUSED'), /refuses the connection/, /running/],
    ['has no address', coded('ENOTFOUND'), /looked up/, /DNS/],
    ['knows another password', reply('WRONGPASS invalid username-password pair'), /credentials/, /REDIS_URL/],
    ['wants a password', reply('NOAUTH Authentication required.'), /credentials/, /password/],
    ['forbids a command', reply("NOPERM this user has no permissions to run 'set'"), /allow/, /keys/],
    ['has fewer databases', reply('ERR DB index is out of range'), /database/, /number/],
    ['is a replica', reply("READONLY You can't write against a read only replica."), /replica/, /primary/],
    ['is full', reply("OOM command not allowed when used memory > 'maxmemory'."), /memory/, /maxmemory/],
    ['cannot save', reply('MISCONF Redis is configured to save RDB snapshots'), /disk/, /log/],
    ['still loads', reply('LOADING Redis is loading the dataset in memory'), /loading/, /again/],
    ['is one node of many', reply('MOVED 3999 127.0.0.1:6381'), /cluster/, /slot/],
    ['speaks TLS', coded('ECONNRESET'), /TLS/, /rediss/],
    ['stays silent', new Error('Command timed out'), /in time/, /firewall/],
    ['is no Redis', new Error('Unknown RESP type 72 "H". Please report this.'), /as Redis does/, /port/],
    ['fails in a new way', new Error('hunter2hunter2 went wrong'), /cannot be used/, /log/],
  ])('because it %s is named by host and port, with a next step', (_title, error, says, nextStep) => {
    const examination = redisFailure(url, error);
    expect(examination).toMatchObject({
      state: 'fail',
      says: expect.stringMatching(says),
      nextStep: expect.stringMatching(nextStep),
    });
    expect(examination.says).toMatch(/^cache\.internal:6379 /);
    expect(JSON.stringify(examination)).not.toContain('hunter2');
  });
});

function coded(code: string): Error {
  return Object.assign(new Error(`connect ${code} 10.0.0.1:6379`), { code });
}

function reply(message: string): Error {
  return Object.assign(new Error(message), { name: 'ReplyError' });
}
