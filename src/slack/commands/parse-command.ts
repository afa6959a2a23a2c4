import { checkIdPattern } from '../../check/check.ts';
import { closestName } from '../../check/closest-name.ts';
import { type DigestAsk, parseDigest } from './parse-digest.ts';

/** What somebody asked leakcheck to do. */
export type Command =
  | { readonly kind: 'help' }
  | { readonly kind: 'list' }
  | { readonly kind: 'status' }
  | { readonly kind: 'cancel'; readonly id: string }
  | { readonly kind: 'history' | 'incidents'; readonly service: string | undefined }
  | { readonly kind: 'audit'; readonly service: string | undefined; readonly count: number }
  | { readonly kind: 'digest'; readonly ask: DigestAsk }
  | { readonly kind: 'check'; readonly service: string; readonly window: string | undefined }
  /** Not understood. `text` may quote what was written: escape it before it is shown. */
  | { readonly kind: 'problem'; readonly text: string; readonly nextStep: string };

const subcommands = ['help', 'list', 'status', 'cancel', 'history', 'incidents', 'audit', 'digest'] as const;

const usualAuditCount = 20;
const largestAuditCount = 100;

const otherWords: Readonly<Record<string, (typeof subcommands)[number]>> = {
  '?': 'help',
  services: 'list',
  stop: 'cancel',
  leaks: 'incidents',
  digests: 'digest',
};

/**
 * Reads what follows `/leakcheck`, or a mention of the bot: `help | list | status | cancel <id> | history [service] |
 * incidents [service] | audit [service] [n] | [check] <service> [window]`. Quotes and spare spaces are forgiven; a subcommand wins
 * over a service of the same name.
 */
export function parseCommand(text: string, services: readonly string[]): Command {
  const [first = '', ...rest] = words(text);
  const word = first.toLowerCase();
  const subcommand = subcommands.find((each) => each === (otherWords[word] ?? word));
  switch (subcommand) {
    case 'help':
    case 'list':
    case 'status':
      return { kind: subcommand };
    case 'cancel':
      return parseCancel(rest);
    case 'history':
    case 'incidents':
      return {
        kind: subcommand,
        service: rest[0] === undefined ? undefined : serviceName(rest[0], services),
      };
    case 'audit':
      return parseAudit(rest, services);
    case 'digest':
      return parseDigest(rest, services);
    default:
      return word === ''
        ? { kind: 'help' }
        : parseCheck(word === 'check' ? rest : [first, ...rest], services);
  }
}

function parseCancel(args: readonly string[]): Command {
  const [id, ...more] = args.map((arg) => arg.toLowerCase());
  const nextStep = '`/leakcheck status` shows the running checks and how to cancel each.';
  if (id === undefined) {
    return { kind: 'problem', text: '`cancel` needs the id of a check.', nextStep };
  }
  if (more.length > 0) {
    return { kind: 'problem', text: '`cancel` takes one id at a time.', nextStep };
  }
  return checkIdPattern.test(id)
    ? { kind: 'cancel', id }
    : { kind: 'problem', text: `“${shortened(id)}” is not the id of a check.`, nextStep };
}

function parseAudit(args: readonly string[], services: readonly string[]): Command {
  const numbers = args.filter((arg) => /^\d+$/.test(arg));
  const [name, ...others] = args.filter((arg) => !numbers.includes(arg));
  const count = Number(numbers[0] ?? usualAuditCount);
  if (others.length > 0 || numbers.length > 1 || count < 1 || count > largestAuditCount) {
    return {
      kind: 'problem',
      text: `\`audit\` takes a service, and how many lines (1 to ${largestAuditCount}).`,
      nextStep: `\`/leakcheck audit\` shows the last ${usualAuditCount} of all services.`,
    };
  }
  return { kind: 'audit', service: name === undefined ? undefined : serviceName(name, services), count };
}

function parseCheck(args: readonly string[], services: readonly string[]): Command {
  const [first, ...rest] = args;
  if (first === undefined) {
    return {
      kind: 'problem',
      text: '`check` needs the name of a service.',
      nextStep: '`/leakcheck list` shows the services.',
    };
  }
  const service = serviceName(first, services);
  if (!services.includes(service)) {
    const meant = closestName(service, [...services, ...subcommands]);
    if (subcommands.some((each) => each === meant)) {
      return {
        kind: 'problem',
        text: `“${shortened(first)}” is neither a service nor a command.`,
        nextStep: `did you mean \`/leakcheck ${[meant, ...rest].join(' ').slice(0, 80).replaceAll('`', '')}\`?`,
      };
    }
  }
  const window = (rest[0]?.toLowerCase() === 'for' ? rest.slice(1) : rest).join(' ');
  return { kind: 'check', service, window: window === '' ? undefined : window };
}

/** Names are told apart by their letters alone, as phones like to begin a line with a capital. */
function serviceName(written: string, services: readonly string[]): string {
  const same = services.filter((name) => name.toLowerCase() === written.toLowerCase());
  return services.includes(written) || same.length !== 1 ? written : (same[0] ?? written);
}

/** Splits at white space; quotes of all kinds, backticks and a command's closing punctuation are not part of a word. */
function words(text: string): string[] {
  return text
    .slice(0, 2_000)
    .split(/[\s\u00a0\u200b]+/u)
    .map((word) => word.replace(/^["'`“”‘’«»<]+|["'`“”‘’«»>,;]+$/gu, ''))
    .filter((word) => word !== '');
}

function shortened(word: string): string {
  return word.length > 40 ? `${word.slice(0, 40)}…` : word;
}
