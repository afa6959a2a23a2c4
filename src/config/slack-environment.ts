import { z } from 'zod';
import {
  apiUrlOf,
  defaultedField,
  deliverySecretOf,
  isUnset,
  type ListenAddress,
  listenAddressOf,
  optionalField,
  requiredField,
  tokenField,
} from './environment-fields.ts';
import type { Variables } from './expand-variables.ts';
import { FieldError, field } from './field.ts';
import {
  clientIdOf,
  clientSecretOf,
  encryptionKeysOf,
  publicUrlOf,
  scopesOf,
  workspacesOf,
} from './install-fields.ts';

/** How Slack reaches the bot: over a socket that the bot opens, or by signed HTTP requests to a url of the bot. */
export type SlackDelivery =
  | { readonly kind: 'socket'; readonly appToken: string }
  | { readonly kind: 'http'; readonly signingSecret: string; readonly listen: ListenAddress };

/** What it takes to be installed in several workspaces. Holds secrets. */
export type InstallEnvironment = {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Of 32 bytes each. */
  readonly keys: readonly [Uint8Array, ...Uint8Array[]];
  /** Workspaces and organisations that may install it and are served; undefined for every one. */
  readonly allowed: readonly string[] | undefined;
  /** Optional ones that are asked for as well. */
  readonly scopes: readonly string[];
  /** Where people reach the bot, without a slash at its end; undefined where Slack knows it from the app's settings alone. */
  readonly publicUrl: string | undefined;
  /** Where the pages of the installation are served. */
  readonly listen: ListenAddress;
};

export type SlackEnvironment = {
  readonly delivery: SlackDelivery;
  /** Base of Slack's Web API, ending in a slash, where it is not Slack's own. */
  readonly apiUrl: string | undefined;
} & ({ readonly botToken: string } | { readonly install: InstallEnvironment });

/** Whether people install leakcheck into their workspaces, as against one workspace whose token is given. */
export function wantsSeveralWorkspaces(env: Readonly<Record<string, unknown>> | Variables): boolean {
  return !isUnset(env.SLACK_CLIENT_ID) || !isUnset(env.SLACK_CLIENT_SECRET);
}

const delivery = {
  SLACK_APP_TOKEN: field(deliverySecretOf, { secret: true }),
  LEAKCHECK_LISTEN: defaultedField('127.0.0.1:3000', listenAddressOf),
  SLACK_API_URL: optionalField(apiUrlOf),
};

const oneWorkspace = z
  .object({ SLACK_BOT_TOKEN: tokenField('xoxb-', 'the bot token of OAuth & Permissions'), ...delivery })
  .transform((env): SlackEnvironment => ({ botToken: env.SLACK_BOT_TOKEN, ...reached(env) }));

const severalWorkspaces = z
  .object({
    SLACK_BOT_TOKEN: field(noTokenBeside, { secret: true }),
    ...delivery,
    SLACK_CLIENT_ID: requiredField(clientIdOf),
    SLACK_CLIENT_SECRET: requiredField(clientSecretOf, { secret: true }),
    LEAKCHECK_ENCRYPTION_KEY: requiredField(encryptionKeysOf, { secret: true }),
    LEAKCHECK_WORKSPACES: optionalField(workspacesOf),
    LEAKCHECK_SCOPES: optionalField(scopesOf),
    LEAKCHECK_PUBLIC_URL: optionalField(publicUrlOf),
  })
  .transform(
    (env): SlackEnvironment => ({
      ...reached(env),
      install: {
        clientId: env.SLACK_CLIENT_ID,
        clientSecret: env.SLACK_CLIENT_SECRET,
        keys: env.LEAKCHECK_ENCRYPTION_KEY,
        allowed: env.LEAKCHECK_WORKSPACES,
        scopes: env.LEAKCHECK_SCOPES ?? [],
        publicUrl: env.LEAKCHECK_PUBLIC_URL,
        listen: env.LEAKCHECK_LISTEN,
      },
    }),
  );

export const slackSchema = z
  // Not a record: `process.env` is no plain object, and zod takes no other for one.
  .looseObject({})
  .transform((env: Readonly<Record<string, unknown>>, context): SlackEnvironment => {
    // Which of the two is set decides how Slack reaches the bot.
    const input = { ...env, SLACK_APP_TOKEN: [env.SLACK_APP_TOKEN, env.SLACK_SIGNING_SECRET] };
    const parsed = (wantsSeveralWorkspaces(env) ? severalWorkspaces : oneWorkspace).safeParse(input);
    if (parsed.success) return parsed.data;
    for (const issue of parsed.error.issues) context.addIssue({ ...issue });
    return z.NEVER;
  });

type Delivered = {
  readonly SLACK_APP_TOKEN: ReturnType<typeof deliverySecretOf>;
  readonly LEAKCHECK_LISTEN: ListenAddress;
  readonly SLACK_API_URL: string | undefined;
};

function reached(env: Delivered): Pick<SlackEnvironment, 'delivery' | 'apiUrl'> {
  const secret = env.SLACK_APP_TOKEN;
  return {
    delivery:
      'appToken' in secret
        ? { kind: 'socket', ...secret }
        : { kind: 'http', ...secret, listen: env.LEAKCHECK_LISTEN },
    apiUrl: env.SLACK_API_URL,
  };
}

function noTokenBeside(value: unknown): undefined {
  if (isUnset(value)) return undefined;
  throw new FieldError(
    'is set, and so are SLACK_CLIENT_ID or SLACK_CLIENT_SECRET',
    'one of them: SLACK_BOT_TOKEN for one workspace, the client id and secret for several that install leakcheck',
  );
}
