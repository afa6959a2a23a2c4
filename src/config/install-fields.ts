import { FieldError, textOf } from './field.ts';

const page = "of Basic Information of the app's pages at api.slack.com/apps";
const keyBytes = 32;
const mostKeys = 5;

export function clientIdOf(value: unknown): string {
  const id = textOf(value).trim();
  if (/^\d{1,30}\.\d{1,30}$/.test(id)) return id;
  throw new FieldError('is no client id', `two numbers with a dot between, the Client ID ${page}`);
}

export function clientSecretOf(value: unknown): string {
  const secret = textOf(value).trim();
  if (/^[\x21-\x7e]{16,128}$/.test(secret)) return secret;
  throw new FieldError('is no client secret', `the Client Secret ${page}`);
}

/** Keys of 32 bytes in base64, with commas between: the first encrypts, and all decrypt. */
export function encryptionKeysOf(value: unknown): readonly [Uint8Array, ...Uint8Array[]] {
  const [first, ...others] = textOf(value).split(',').map(keyOf);
  if (first === undefined || others.length >= mostKeys) {
    throw new FieldError('has too many keys', `one to ${mostKeys}: ${keyHelp}`);
  }
  return [first, ...others];
}

const keyHelp = '32 random bytes in base64 (openssl rand -base64 32); earlier ones may follow after a comma';

function keyOf(written: string): Uint8Array {
  const text = written.trim();
  const bytes = Buffer.from(text, 'base64');
  // Buffer takes what is no base64 as well, and leaves out what it does not know.
  if (bytes.length !== keyBytes || bytes.toString('base64') !== text) {
    throw new FieldError('holds what is no key', keyHelp);
  }
  if (new Set(bytes).size < keyBytes / 4) {
    throw new FieldError('holds a key that is not random', keyHelp);
  }
  return new Uint8Array(bytes);
}

/** Ids of workspaces and organisations. */
export function workspacesOf(value: unknown): readonly string[] {
  const ids = textOf(value)
    .split(/[\s,]+/)
    .filter((id) => id !== '');
  if (ids.length > 0 && ids.every((id) => /^[TE][A-Z0-9]{2,20}$/.test(id))) return ids;
  throw new FieldError(
    'is not a list of workspaces',
    'ids with commas between: T… of workspaces, E… of organisations, as in the address of Slack in a browser',
  );
}

const optionalScopes = ['channels:history', 'groups:history', 'usergroups:read'] as const;

/** What the app asks for beside what it cannot do without. */
export function scopesOf(value: unknown): readonly string[] {
  const scopes = textOf(value)
    .split(/[\s,]+/)
    .filter((scope) => scope !== '');
  if (scopes.every((scope) => optionalScopes.some((each) => each === scope))) return scopes;
  throw new FieldError('is not a list of optional scopes', optionalScopes.join(', '));
}

/** Where people reach the bot: `https://leakcheck.example.com`, without a slash at its end. */
export function publicUrlOf(value: unknown): string {
  const text = textOf(value).trim();
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isTried = url?.hostname === 'localhost' || url?.hostname === '127.0.0.1';
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isTried);
  if (url === undefined || !isSafe || /[?#@]/.test(text)) {
    throw new FieldError(
      'is not the address of the bot',
      'https://leakcheck.example.com, as people reach it',
    );
  }
  return text.replace(/\/+$/, '');
}
