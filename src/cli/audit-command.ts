import { parseArgs } from 'node:util';
import type { AuditEntry } from '../access/audit-entry.ts';
import type { AuditPage } from '../check/audit-log.ts';
import { parseRedisEnvironment } from '../config/environment.ts';
import { openRedis } from '../doctor/open-redis.ts';
import { createRedisAuditLog } from '../store/redis-audit-log.ts';
import { type CommandContext, type ExitCode, UsageError } from './command.ts';

const usualCount = 100;
const largestCount = 999_999;

/** `leakcheck audit`: what people did in Slack, oldest first as in a log, one line each; JSON with `--json`. */
export async function auditCommand(context: CommandContext): Promise<ExitCode> {
  const { json, last, service } = parseOptions(context.args);
  const { entries, unreadable } = await read(context, { service, limit: last });
  const lines = entries.toReversed().map((entry) => (json ? JSON.stringify(entry) : lineOf(entry)));
  if (lines.length > 0) context.out(`${lines.join('\n')}\n`);
  else context.err('leakcheck: nothing is on record.\n');
  if (unreadable > 0) context.err(`leakcheck: ${unreadable} could not be read by this version.\n`);
  return 0;
}

function parseOptions(args: readonly string[]) {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      last: { type: 'string', default: String(usualCount) },
      service: { type: 'string' },
    },
  });
  if (positionals.length > 0) {
    throw new UsageError('audit is used so: leakcheck audit [--service NAME] [--last N] [--json]');
  }
  const last = /^\d+$/.test(values.last) ? Number(values.last) : 0;
  if (last < 1 || last > largestCount) {
    throw new UsageError(`--last takes a number from 1 to ${largestCount}, not "${values.last}"`);
  }
  return { ...values, last };
}

async function read(
  { env }: CommandContext,
  query: { readonly service: string | undefined; readonly limit: number },
): Promise<AuditPage> {
  const { url, prefix } = parseRedisEnvironment(env);
  const opened = await openRedis(url);
  if (!('redis' in opened)) throw new UsageError(`${opened.says}. ${opened.nextStep ?? ''}`.trim());
  try {
    return await createRedisAuditLog({ redis: opened.redis, prefix, maxEntries: largestCount }).latest(query);
  } finally {
    opened.redis.disconnect();
  }
}

function lineOf(entry: AuditEntry): string {
  const { at, by, via, what, service, check, incident, digest, way, channel, team, outcome, why } = entry;
  const about = [service, check, incident, digest, way].filter((each) => each !== undefined).join(' ');
  const end = why === undefined ? outcome : `${outcome}: ${why.replaceAll(/\p{Cc}+/gu, ' ')}`;
  const place = team === undefined ? channel : `${team}/${channel}`;
  return [at, by, place, via, what, about === '' ? '-' : about, end].join('  ');
}
