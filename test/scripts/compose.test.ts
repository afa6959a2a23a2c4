import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const root = fileURLToPath(new URL('../../', import.meta.url));
const text = readFileSync(`${root}docker-compose.yml`, 'utf8');
const { services } = parse(text, { merge: true });
const hasCompose = spawnSync('docker', ['compose', 'version']).status === 0;

describe('docker-compose.yml', () => {
  it('keeps what the queue needs: an append-only file on a volume, and nothing evicted', () => {
    const command = services.redis.command.join(' ');
    expect(command).toContain('--appendonly yes');
    expect(command).toContain('--maxmemory-policy noeviction');
    expect(services.redis.volumes).toEqual(['redis:/data']);
  });

  it('starts one bot and workers that share its profiles', () => {
    expect(services.bot.command).toEqual(['serve', '--role', 'bot']);
    expect(services.worker.command).toEqual(['serve', '--role', 'worker']);
    expect(services.worker).not.toHaveProperty('container_name'); // would forbid --scale
    for (const { volumes } of [services.bot, services.worker]) {
      expect(volumes).toContain('profiles:/var/lib/leakcheck/profiles');
    }
  });

  it('holds no token, and says which one is missing', () => {
    expect(text.match(/xox[bap]-\w|xapp-\w/)).toBeNull();
    for (const name of ['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN']) {
      expect(services.worker.environment[name]).toMatch(new RegExp(`^\\$\\{${name}:\\?.*${name}=`));
    }
  });

  it.skipIf(!hasCompose)('is taken by docker compose config (skipped without docker compose)', () => {
    const env = { ...process.env, SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1' };
    const { status, stderr } = spawnSync('docker', ['compose', 'config', '--quiet'], {
      cwd: root,
      env,
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });
});
