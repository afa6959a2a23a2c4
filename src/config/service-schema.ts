import { z } from 'zod';
import { parseWindow, WindowError } from '../check/window.ts';
import { captureCountOf } from './capture-count.ts';
import { escalateAfterOf } from './escalation-fields.ts';
import { escalationSchema } from './escalation-schema.ts';
import type { Variables } from './expand-variables.ts';
import { FieldError, field, textField, textOf } from './field.ts';
import { headersSchema } from './headers-schema.ts';
import { librariesSchema } from './library-schema.ts';
import { listOf } from './list-of.ts';
import { metricsSchema } from './metrics-schema.ts';
import { parseBytes } from './parse-bytes.ts';
import { permissionsSchema } from './permissions-schema.ts';
import { rateLimitOf } from './rate-limit-field.ts';
import { resolvedAfterOf } from './resolved-after.ts';
import { sourceSchema } from './source-schema.ts';
import { parseTargetUrl } from './target-url.ts';
import { type ReadText, tlsSchema } from './tls-schema.ts';

export const ownerKeys = ['userGroup', 'channel', 'label', 'workspace'] as const;
export const targetKeys = ['url', 'name', 'metrics'] as const;

const channelHelp =
  "a channel's id such as C0123456789: in Slack, open the channel's details, it stands at the end of About";
const groupHelp = "a user group's id such as S0123456789: in Slack, People → User groups → ⋯ → Copy group ID";

export const channelId = textField(/^[CG][A-Z0-9]{2,20}$/, 'is not the id of a channel', channelHelp);
const workspaceHelp =
  "a workspace's id such as T0123456789: in a browser, it is in Slack's address, app.slack.com/client/T…";
export const workspaceId = textField(/^T[A-Z0-9]{2,20}$/, 'is not the id of a workspace', workspaceHelp);
const userGroupId = textField(/^S[A-Z0-9]{2,20}$/, 'is not the id of a user group', groupHelp);
const label = textField(/^[^\p{Cc}]{1,75}$/u, 'is not a label', 'up to 75 characters on one line');
const targetName = textField(
  /^[A-Za-z0-9[][A-Za-z0-9._:[\]-]{0,79}$/,
  'is not a name for a target',
  'letters, digits and . _ - : up to 80',
);
const targetUrl = field(parseTargetUrl);

/** `http://10.0.0.7:6060`, or a map of url, name and metrics. */
function targetSchema(env: Variables, readText: ReadText) {
  const schema = z.strictObject({
    url: targetUrl,
    name: targetName.optional(),
    metrics: metricsSchema(env, readText).optional(),
  });
  return z.unknown().transform((value, context) => {
    const parsed = schema.safeParse(typeof value === 'object' && value !== null ? value : { url: value });
    if (parsed.success) {
      return parsed.data;
    }
    for (const issue of parsed.error.issues) {
      context.addIssue({ ...issue, path: typeof value === 'object' ? issue.path : [] });
    }
    return z.NEVER;
  });
}

const ownerSchema = z
  .strictObject({
    userGroup: userGroupId.optional(),
    channel: channelId.optional(),
    label: label.optional(),
    workspace: workspaceId.optional(),
  })
  .transform((owner, context) => {
    if (owner.userGroup === undefined && owner.channel === undefined) {
      const params = { allowed: '`userGroup`, `channel` or both' };
      context.addIssue({ code: 'custom', message: 'names no one whom Escalate could tell', params });
      return z.NEVER;
    }
    return owner;
  });

/** What a service and the defaults may say alike. */
function commonShape(env: Variables, readText: ReadText) {
  return {
    headers: headersSchema(env).optional(),
    tls: tlsSchema(env, readText).optional(),
    channels: listOf(channelId, 'leave the key out to allow every channel').optional(),
    workspaces: listOf(workspaceId, 'leave the key out for every workspace').optional(),
    permissions: permissionsSchema.optional(),
    checkLimit: field(rateLimitOf).optional(),
    owner: ownerSchema.optional(),
    escalation: escalationSchema(env).optional(),
    escalateAfter: field(escalateAfterOf).optional(),
    memoryLimit: field(parseBytes).optional(),
    defaultWindow: field(windowOf).optional(),
    modulePrefix: modulePrefixSchema.optional(),
    attachProfiles: field(booleanOf).optional(),
    captures: field(captureCountOf).optional(),
    gc: field(booleanOf).optional(),
    resolvedAfter: field(resolvedAfterOf).optional(),
    metrics: metricsSchema(env, readText).optional(),
    source: sourceSchema.optional(),
  };
}

export function serviceSchemas(env: Variables, readText: ReadText) {
  const common = commonShape(env, readText);
  return {
    defaults: z.strictObject(common),
    service: z.strictObject({
      ...common,
      targets: listOf(targetSchema(env, readText), 'at least one replica, such as http://10.0.0.7:6060'),
      libraries: librariesSchema.optional(),
    }),
  };
}

const modulePrefix = textField(
  /^[\w.~-]+(?:\/[\w.~-]+)*\/?$/,
  'is not an import path',
  'the beginning of an import path, such as github.com/acme/payments',
);

const modulePrefixSchema = z.preprocess(
  (value) => (Array.isArray(value) ? value : [value]),
  listOf(
    modulePrefix.transform((prefix) => prefix.replace(/\/$/, '')),
    'at least one import path',
  ),
);

export function windowOf(value: unknown): number {
  try {
    return parseWindow(textOf(value));
  } catch (error) {
    if (error instanceof WindowError) {
      throw new FieldError(error.problem, error.allowed);
    }
    throw error;
  }
}

export function booleanOf(value: unknown): boolean {
  if (typeof value !== 'boolean') {
    throw new FieldError('is neither true nor false', 'true, false');
  }
  return value;
}
