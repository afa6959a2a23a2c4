import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { judgeScopes } from '../../src/doctor/judge-scopes.ts';

const Manifest = z.object({
  oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }),
});
const least = Manifest.parse(parse(readFileSync(new URL('../../manifest.yml', import.meta.url), 'utf8')))
  .oauth_config.scopes.bot;

describe('the scopes of the bot token', () => {
  it('suffice as the manifest asks for them, and say what the optional ones would give', () => {
    expect(judgeScopes(least)).toMatchObject({
      state: 'ok',
      says: expect.stringMatching(/without the optional channels:history and groups:history.*twice/),
    });
  });

  it.each(least)('do not suffice without %s', (scope) => {
    expect(judgeScopes(least.filter((each) => each !== scope))).toMatchObject({
      state: 'fail',
      says: `the token lacks ${scope}`,
      nextStep: expect.stringContaining(`Add ${scope}`),
    });
  });

  it('with history are said to post nothing twice', () => {
    expect(judgeScopes([...least, 'channels:history', 'groups:history']).says).toMatch(/nothing twice/);
    expect(judgeScopes([...least, 'channels:history']).says).toMatch(/without the optional groups:history,/);
  });

  it('that Slack does not tell are a warning', () => {
    expect(judgeScopes(undefined)).toMatchObject({
      state: 'warn',
      nextStep: expect.stringContaining('commands'),
    });
  });
});
