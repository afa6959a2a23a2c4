import type { Examination } from './examination.ts';

/** Host and port alone: a url of Redis may hold a password. */
export function addressOf(url: string): string {
  const { hostname, port } = new URL(url);
  return `${hostname}:${port === '' ? '6379' : port}`;
}

/** What a failed command or connection means. Redis' own words are not repeated: they may quote what was sent. */
export function redisFailure(url: string, error: unknown): Examination {
  const { says, nextStep } = explain(error);
  return { name: 'Redis', state: 'fail', says: `${addressOf(url)} ${says}`, nextStep };
}

type Meaning = { readonly says: string; readonly nextStep: string };

const meanings: readonly (readonly [RegExp, Meaning])[] = [
  [
    /ECONNREFUSED|EHOSTUNREACH|ENETUNREACH/,
    {
      says: 'refuses the connection or cannot be reached',
      nextStep: 'Is Redis running there, and may leakcheck reach it from here? Check REDIS_URL.',
    },
  ],
  [
    /ENOTFOUND|EAI_/,
    {
      says: 'could not be looked up: its host name has no address',
      nextStep: 'Check the host in REDIS_URL, and DNS here.',
    },
  ],
  [
    /WRONGPASS|NOAUTH|ERR AUTH|invalid password/i,
    { says: 'refuses the credentials', nextStep: 'Check user and password in REDIS_URL.' },
  ],
  [
    /NOPERM/,
    {
      says: 'does not allow this user what leakcheck needs',
      nextStep: 'Give the user of REDIS_URL all commands on the keys and channels of LEAKCHECK_PREFIX.',
    },
  ],
  [
    /DB index/,
    { says: 'has no database of that number', nextStep: 'Check the number at the end of REDIS_URL.' },
  ],
  [
    /READONLY/,
    { says: 'is a read-only replica', nextStep: 'Let REDIS_URL lead to the primary, which takes writes.' },
  ],
  [
    /\bOOM\b/,
    { says: 'has no memory left and refuses writes', nextStep: 'Raise its maxmemory, or empty it.' },
  ],
  [
    /MISCONF/,
    {
      says: 'refuses writes because it cannot save them to its disk',
      nextStep: "Look into Redis' log and at the space on its disk.",
    },
  ],
  [/LOADING/, { says: 'is still loading its data', nextStep: 'Try again when it is done.' }],
  [
    /MOVED|CROSSSLOT|CLUSTERDOWN/,
    {
      says: 'is a node of a cluster that does not hold these keys, or a cluster that is down',
      nextStep:
        'Let REDIS_URL lead to the node that holds the slot of LEAKCHECK_PREFIX, or to a single Redis.',
    },
  ],
  [
    /TLS|SSL|CERT|ECONNRESET|EPROTO|SELF_SIGNED|UNABLE_TO_VERIFY/i,
    {
      says: 'ends the connection, or TLS with it fails',
      nextStep: 'Does it speak TLS? Write rediss:// into REDIS_URL if it does, redis:// if it does not.',
    },
  ],
  [
    /timed out|ETIMEDOUT|MaxRetries/i,
    {
      says: 'does not answer in time',
      nextStep: 'Is it overloaded, is a firewall in the way, or does it speak TLS (rediss://)?',
    },
  ],
  [
    /RESP type|Protocol error/i,
    { says: 'does not speak as Redis does', nextStep: 'Check host and port in REDIS_URL.' },
  ],
];

function explain(error: unknown): Meaning {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const text = `${code} ${error instanceof Error ? `${error.name} ${error.message}` : ''}`;
  const known = meanings.find(([pattern]) => pattern.test(text));
  return known?.[1] ?? { says: 'cannot be used', nextStep: "Check REDIS_URL, and look into Redis' log." };
}
