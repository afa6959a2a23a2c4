import { parseWindow, WindowError } from '../../check/window.ts';
import { type Digest, defaultAtOnce, defaultWithinMs, digestNamePattern } from '../../digest/digest.ts';
import { mostAtOnce, parseWithin, withinHelp } from '../../digest/limits.ts';
import { parseQuietHours } from '../../digest/quiet-times.ts';
import { parseSchedule, ScheduleError } from '../../digest/schedule.ts';
import { isTimeZone } from '../../digest/time-zone.ts';

/** A digest as somebody wishes it; where no channel is named it is the one in which it was asked for. */
export type DigestDraft = Omit<Digest, 'channel' | 'addedBy'> & { readonly channel: string | undefined };

/** What somebody asked about digests. */
export type DigestAsk =
  | { readonly action: 'list' }
  | { readonly action: 'add'; readonly draft: DigestDraft }
  | { readonly action: 'pause' | 'resume' | 'remove'; readonly name: string };

type Parsed =
  | { readonly kind: 'digest'; readonly ask: DigestAsk }
  | { readonly kind: 'problem'; readonly text: string; readonly nextStep: string };

const example = '`/leakcheck digest add morning 0 9 * * 1-5 Europe/Berlin payments orders`';

/** What cannot be read of a digest. `text` may quote what was written. */
class DraftError extends Error {
  override readonly name = 'DraftError';
  readonly nextStep: string;

  constructor(text: string, nextStep = `write it like ${example}.`) {
    super(text);
    this.nextStep = nextStep;
  }
}

/**
 * Reads what follows `/leakcheck digest`: `list | pause <name> | resume <name> | remove <name> |
 * add <name> <cron> [time zone] [services] [in #channel] [window=5m within=30m atOnce=3 healthy=nothing quiet=22:00-07:00
 * weekends=no]`.
 */
export function parseDigest(args: readonly string[], services: readonly string[]): Parsed {
  const [action = 'list', ...rest] = args;
  switch (action.toLowerCase()) {
    case 'list':
      return { kind: 'digest', ask: { action: 'list' } };
    case 'add':
      return parseAdd(rest, services);
    case 'pause':
    case 'resume':
    case 'remove':
      return parseNamed(action.toLowerCase() as 'pause' | 'resume' | 'remove', rest);
    default:
      return {
        kind: 'problem',
        text: `“${shortened(action)}” is nothing that can be done with digests.`,
        nextStep: '`/leakcheck digest list`, `add`, `pause`, `resume` or `remove`.',
      };
  }
}

function parseNamed(action: 'pause' | 'resume' | 'remove', [name]: readonly string[]): Parsed {
  return name === undefined
    ? {
        kind: 'problem',
        text: `\`digest ${action}\` needs the name of a digest.`,
        nextStep: '`/leakcheck digest list` shows them.',
      }
    : { kind: 'digest', ask: { action, name: name.toLowerCase() } };
}

function parseAdd(args: readonly string[], services: readonly string[]): Parsed {
  try {
    return { kind: 'digest', ask: { action: 'add', draft: draftOf(args, services) } };
  } catch (error) {
    if (error instanceof DraftError) {
      return { kind: 'problem', text: error.message, nextStep: error.nextStep };
    }
    if (error instanceof ScheduleError || error instanceof WindowError) {
      return { kind: 'problem', text: error.message, nextStep: `write it like ${example}.` };
    }
    throw error;
  }
}

function draftOf([name, ...rest]: readonly string[], services: readonly string[]): DigestDraft {
  if (name === undefined) throw new DraftError('`digest add` needs a name and a schedule.');
  if (!digestNamePattern.test(name.toLowerCase())) {
    throw new DraftError(`“${shortened(name)}” is no name for a digest: letters, digits and - up to 40.`);
  }
  const length = rest[0]?.startsWith('@') === true ? 1 : 5;
  const cron = rest.slice(0, length).join(' ');
  const words = readWords(rest.slice(length), services);
  return {
    name: name.toLowerCase(),
    ...parseSchedule(cron, words.timeZone ?? 'UTC'),
    ...(words.services.length === 0 ? {} : { services: words.services }),
    channel: words.channel,
    withinMs: defaultWithinMs,
    atOnce: defaultAtOnce,
    healthy: 'line',
    weekends: true,
    ...Object.assign({}, ...words.options.map(readOption)),
  };
}

type Words = {
  readonly timeZone: string | undefined;
  readonly channel: string | undefined;
  readonly services: readonly string[];
  readonly options: readonly string[];
};

function readWords(words: readonly string[], known: readonly string[]): Words {
  const at = words.findIndex((word) => word.toLowerCase() === 'in');
  const channel = at < 0 ? undefined : channelOf(words[at + 1]);
  const others = at < 0 ? words : words.filter((_, index) => index !== at && index !== at + 1);
  const isZone = (word: string) => !known.includes(word) && (word.includes('/') || isTimeZone(word));
  const options = others.filter((word) => word.includes('='));
  const rest = others.filter((word) => !word.includes('='));
  const services = rest.filter((word) => !isZone(word) && word.toLowerCase() !== 'all');
  return { timeZone: rest.find(isZone), channel, services: [...new Set(services)], options };
}

/** As Slack sends a channel that was picked (`#C0123|name`, without its brackets), or its bare id. */
function channelOf(word: string | undefined): string {
  const [, id] = /^#?([CG][A-Z0-9]{2,20})(?:\|.*)?$/.exec(word ?? '') ?? [];
  if (id !== undefined) return id;
  throw new DraftError(
    `“${shortened(word ?? '')}” is not the id of a channel.`,
    'type the command in the channel that is to get the digest, or name its id, such as `in C0123456789`: it stands at the end of the channel’s details.',
  );
}

function readOption(option: string): Partial<Digest> {
  const [key = '', value = ''] = option.split('=');
  switch (key.toLowerCase()) {
    case 'window':
      return { windowMs: parseWindow(value) };
    case 'within': {
      const within = parseWithin(value);
      if ('ms' in within) return { withinMs: within.ms };
      throw wrong(option, within.problem, withinHelp);
    }
    case 'atonce':
      if (/^\d{1,2}$/.test(value) && Number(value) >= 1 && Number(value) <= mostAtOnce) {
        return { atOnce: Number(value) };
      }
      throw wrong(option, 'is not a number of checks', `1 to ${mostAtOnce}`);
    case 'healthy':
      if (value === 'line' || value === 'nothing') return { healthy: value };
      throw wrong(option, 'is not known', 'healthy=line or healthy=nothing');
    case 'quiet': {
      const quietHours = parseQuietHours(value);
      if (quietHours !== undefined) return { quietHours };
      throw wrong(option, 'are no quiet hours', 'such as quiet=22:00-07:00');
    }
    case 'weekends':
      if (value === 'yes' || value === 'no') return { weekends: value === 'yes' };
      throw wrong(option, 'is not known', 'weekends=yes or weekends=no');
    default:
      throw wrong(option, 'is not known', 'window, within, atOnce, healthy, quiet and weekends');
  }
}

function wrong(option: string, problem: string, allowed: string): DraftError {
  return new DraftError(`“${shortened(option)}” ${problem}. Allowed: ${allowed}.`);
}

function shortened(word: string): string {
  return word.length > 40 ? `${word.slice(0, 40)}…` : word;
}
