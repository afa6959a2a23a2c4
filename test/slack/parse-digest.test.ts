import { describe, expect, it } from 'vitest';
import { parseCommand } from '../../src/slack/commands/parse-command.ts';

const services = ['payments', 'orders'];

const usual = {
  timeZone: 'UTC',
  channel: undefined,
  withinMs: 1_800_000,
  atOnce: 3,
  healthy: 'line',
  weekends: true,
};

describe('what is asked about digests', () => {
  it.each([
    ['digest', { action: 'list' }],
    ['digests', { action: 'list' }],
    ['digest LIST', { action: 'list' }],
    ['digest pause Morning', { action: 'pause', name: 'morning' }],
    ['digest resume morning', { action: 'resume', name: 'morning' }],
    ['digest remove morning', { action: 'remove', name: 'morning' }],
    [
      'digest add morning 0 9 * * 1-5 Europe/Berlin',
      { action: 'add', draft: { ...usual, name: 'morning', cron: '0 9 * * 1-5', timeZone: 'Europe/Berlin' } },
    ],
    [
      'digest add morning "0 9 * * mon-fri" all',
      { action: 'add', draft: { ...usual, name: 'morning', cron: '0 9 * * MON-FRI' } },
    ],
    [
      'digest add daily @daily payments orders payments in <#C0123456789|ops>',
      {
        action: 'add',
        draft: { ...usual, name: 'daily', cron: '@daily', services, channel: 'C0123456789' },
      },
    ],
    [
      'digest add night 0 */4 * * * UTC window=1m within=1h atOnce=5 healthy=nothing quiet=22:00-07:00 weekends=no',
      {
        action: 'add',
        draft: {
          ...usual,
          name: 'night',
          cron: '0 */4 * * *',
          windowMs: 60_000,
          withinMs: 3_600_000,
          atOnce: 5,
          healthy: 'nothing',
          quietHours: { from: 1_320, to: 420 },
          weekends: false,
        },
      },
    ],
  ])('%s', (text, ask) => {
    expect(parseCommand(text, services)).toEqual({ kind: 'digest', ask });
  });

  it.each([
    ['digest add', 'needs a name and a schedule'],
    ['digest add 9lives 0 9 * * *', 'no name for a digest'],
    ['digest add morning', 'is empty'],
    ['digest add morning 0 9 * *', 'has 4 fields'],
    ['digest add morning 0 25 * * *', 'got value 25'],
    ['digest add morning 0 9 * * * Mars/Olympus', 'The time zone “Mars/Olympus” is not known'],
    ['digest add morning 0 9 * * * in nowhere', 'is not the id of a channel'],
    ['digest add morning 0 9 * * * window=1s', 'is too short'],
    ['digest add morning 0 9 * * * within=1s', 'is too short. Allowed: 1m to 24h'],
    ['digest add morning 0 9 * * * atOnce=0', 'is not a number of checks'],
    ['digest add morning 0 9 * * * healthy=maybe', 'healthy=line or healthy=nothing'],
    ['digest add morning 0 9 * * * weekends=maybe', 'weekends=yes or weekends=no'],
    ['digest add morning 0 9 * * * colour=red', 'window, within, atOnce'],
    ['digest pause', 'needs the name of a digest'],
    ['digest dance', 'nothing that can be done with digests'],
  ])('%s is answered with what is wrong and the next step', (text, problem) => {
    const command = parseCommand(text, services);
    expect(command.kind).toBe('problem');
    if (command.kind !== 'problem') throw new Error('it was read');
    expect(command.text).toContain(problem);
    expect(command.nextStep).toMatch(/\/leakcheck digest|`in C0123456789`/);
  });

  it('a service of a time zone’s name stays a service', () => {
    expect(parseCommand('digest add x 0 9 * * * cet', ['cet'])).toMatchObject({
      ask: { draft: { services: ['cet'], timeZone: 'UTC' } },
    });
  });
});
