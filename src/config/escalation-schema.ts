import { z } from 'zod';
import { type EscalationWay, severities } from '../check/escalation-way.ts';
import { bareUrl } from './bare-url.ts';
import { isHeaderValue, secretUrlOf, secretValueOf } from './escalation-fields.ts';
import type { Variables } from './expand-variables.ts';
import { FieldError, field, textField, textOf } from './field.ts';
import { headersSchema } from './headers-schema.ts';
import { listOf } from './list-of.ts';

export const wayKeys = ['pagerduty', 'webhook', 'github'] as const;
export const wayFields = {
  pagerduty: ['name', 'routingKey', 'region', 'severity', 'apiUrl'],
  webhook: ['name', 'url', 'secret', 'headers'],
  github: ['repository', 'token', 'labels', 'apiUrl'],
} as const;

const mostWays = 10;
const eventsApi = { us: 'https://events.pagerduty.com/', eu: 'https://events.eu.pagerduty.com/' } as const;
const gitHubApi = 'https://api.github.com';

const name = textField(
  /^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$/,
  'is not a name',
  'letters, digits, _ and -, up to 40',
);

function pagerDutySchema(env: Variables) {
  return z
    .strictObject({
      name: name.optional(),
      routingKey: field((value) => secretValueOf(value, env, /^[\x21-\x7e]{8,128}$/, routingKeyHelp), {
        secret: true,
      }),
      region: field((value) => oneOf(value, ['us', 'eu'] as const)).optional(),
      severity: field((value) => oneOf(value, severities)).optional(),
      apiUrl: field((value) => apiUrlOf(value, eventsApi.us)).optional(),
    })
    .transform((way): EscalationWay => {
      const { name: called, routingKey, region = 'us', severity = 'critical' } = way;
      const key = called === undefined ? 'pagerduty' : `pagerduty-${called}`;
      const apiUrl = way.apiUrl === undefined ? eventsApi[region] : `${way.apiUrl}/`;
      return { kind: 'pagerduty', key, name: called, routingKey, region, severity, apiUrl };
    });
}

const routingKeyHelp = `\${PD_ROUTING_KEY}, the integration key of an Events API v2 integration`;

function webhookSchema(env: Variables) {
  return z
    .strictObject({
      name,
      url: field((value) => secretUrlOf(value, env), { secret: true }),
      secret: field((value) => secretValueOf(value, env, /^[^\p{Cc}]{16,512}$/u, secretHelp), {
        secret: true,
      }),
      headers: headersSchema(env).optional(),
    })
    .transform(
      ({ headers = {}, ...way }): EscalationWay => ({
        kind: 'webhook',
        key: `webhook-${way.name}`,
        ...way,
        headers,
      }),
    );
}

const secretHelp = `\${HOOK_SECRET}, at least 16 characters that only you and the receiver know`;

function gitHubSchema(env: Variables) {
  const repository = textField(
    /^[A-Za-z0-9][A-Za-z0-9-]{0,38}\/(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/,
    'is not a repository',
    'owner/name, such as acme/payments',
  );
  const label = textField(/^[^\p{Cc},]{1,50}$/u, 'is not a label', 'up to 50 characters on one line');
  return z
    .strictObject({
      repository,
      token: field((value) => secretValueOf(value, env, isHeaderValue, tokenHelp), { secret: true }),
      labels: listOf(label, 'leave the key out for no labels').optional(),
      apiUrl: field((value) => apiUrlOf(value, gitHubApi)).optional(),
    })
    .transform(({ labels = [], apiUrl = gitHubApi, ...way }): EscalationWay => {
      return { kind: 'github', key: `github-${way.repository.replace('/', '.')}`, ...way, labels, apiUrl };
    });
}

const tokenHelp = `\${GITHUB_TOKEN}, which may read and write issues of the repository`;

/** The ways out of Slack, in order; each entry is a map with the one way that it is. */
export function escalationSchema(env: Variables) {
  const entry = z
    .strictObject({
      pagerduty: pagerDutySchema(env).optional(),
      webhook: webhookSchema(env).optional(),
      github: gitHubSchema(env).optional(),
    })
    .transform(({ pagerduty, webhook, github }, context): EscalationWay => {
      const [way, ...others] = [pagerduty, webhook, github].filter((each) => each !== undefined);
      if (way !== undefined && others.length === 0) return way;
      const message = way === undefined ? 'names no way' : 'names more than one way';
      context.addIssue({
        code: 'custom',
        message,
        params: { allowed: `one of ${wayKeys.join(', ')} an entry` },
      });
      return z.NEVER;
    });
  return listOf(entry, 'leave the key out to tell nobody outside Slack').superRefine(checkWays);
}

function checkWays(ways: readonly EscalationWay[], context: z.RefinementCtx): void {
  if (ways.length > mostWays) {
    const params = { allowed: `up to ${mostWays}` };
    context.addIssue({ code: 'custom', message: `has ${ways.length} entries`, params });
  }
  for (const [index, { key }] of ways.entries()) {
    if (ways.findIndex((other) => other.key === key) === index) continue;
    const params = { allowed: 'another `name`, or another repository' };
    context.addIssue({ code: 'custom', path: [index], message: 'is the same way as one before', params });
  }
}

function apiUrlOf(value: unknown, example: string): string {
  return bareUrl(textOf(value).trim(), example).href.replace(/\/$/, '');
}

function oneOf<T extends string>(value: unknown, allowed: readonly T[]): T {
  const text = textOf(value);
  const known = allowed.find((each) => each === text);
  if (known === undefined) throw new FieldError('is none of those known', allowed.join(', '));
  return known;
}
