import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { setup } from '../../lab/slack/options.ts';

const Manifest = z.strictObject({
  _metadata: z.strictObject({ major_version: z.literal(2), minor_version: z.number() }),
  display_information: z.strictObject({
    name: z.string().max(35),
    description: z.string().max(140),
    background_color: z.string().regex(/^#[0-9a-f]{6}$/),
  }),
  features: z.strictObject({
    app_home: z.strictObject({ home_tab_enabled: z.literal(true), messages_tab_enabled: z.boolean() }),
    bot_user: z.strictObject({ display_name: z.string().max(80), always_online: z.boolean() }),
    slash_commands: z.array(
      z.strictObject({
        command: z.string().max(32),
        description: z.string().max(2_000),
        usage_hint: z.string().max(1_000),
        should_escape: z.boolean(),
      }),
    ),
    shortcuts: z
      .array(
        z.strictObject({
          name: z.string().max(24),
          type: z.enum(['message', 'global']),
          callback_id: z.string().max(255),
          description: z.string().max(150),
        }),
      )
      .max(10),
  }),
  oauth_config: z.strictObject({ scopes: z.strictObject({ bot: z.array(z.string()) }) }),
  settings: z.strictObject({
    event_subscriptions: z.strictObject({ bot_events: z.array(z.string()) }),
    interactivity: z.strictObject({ is_enabled: z.literal(true) }),
    org_deploy_enabled: z.boolean(),
    socket_mode_enabled: z.literal(true),
    token_rotation_enabled: z.literal(false),
  }),
});

const root = path.resolve(import.meta.dirname, '../..');
const written = readFileSync(path.join(root, 'manifest.yml'), 'utf8');
const manifest = Manifest.parse(parse(written));
/** Events of the manifest that are to be uncommented where several workspaces install it. */
const ofSeveral = [...written.matchAll(/^ {6}#- ((?:app|tokens)_\w+)$/gm)].flatMap(([, name = '']) => name);

/** Slack's reference: the scope that each thing the code uses asks for; undefined where it asks for none. */
const scopeOf: Readonly<Record<string, string | undefined>> = {
  'auth.test': undefined,
  'chat.postMessage': 'chat:write',
  'chat.update': 'chat:write',
  'chat.delete': 'chat:write',
  'chat.postEphemeral': 'chat:write',
  'chat.getPermalink': undefined,
  'files.getUploadURLExternal': 'files:write',
  'files.completeUploadExternal': 'files:write',
  'views.open': undefined,
  'views.update': undefined,
  'views.publish': undefined,
  // Optional: without it rules that name a user group let nobody of it.
  'usergroups.users.list': undefined,
  // Optional: without it a lost answer is said to be able to post twice.
  'conversations.history': undefined,
  'conversations.replies': undefined,
  // Only where several workspaces install it.
  'event app_uninstalled': undefined,
  'event tokens_revoked': undefined,
  'app.command': 'commands',
  'app.action': undefined,
  'app.view': undefined,
  'app.shortcut': 'commands',
  'event app_mention': 'app_mentions:read',
  'event app_home_opened': undefined,
};

function sourceTexts(): string[] {
  return ['src/slack', 'src/notify'].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => readFileSync(path.join(root, folder, name), 'utf8')),
  );
}

function usedMethods(): string[] {
  const calls = sourceTexts().flatMap((text) => [
    ...[...text.matchAll(/client\s*\.(\w+)\s*\.(\w+(?:\.\w+)?)\(/g)].map(
      ([, group, method]) => `${group}.${method}`,
    ),
    ...[...text.matchAll(/\bapp\.(command|action|view|shortcut|message)\(/g)].map(
      ([, kind]) => `app.${kind}`,
    ),
    ...[...text.matchAll(/\bapp\.event\('(\w+)'/g)].map(([, event]) => `event ${event}`),
  ]);
  return [...new Set(calls)];
}

describe('manifest.yml', () => {
  it('asks for exactly the scopes that the code uses', () => {
    const used = usedMethods();
    expect(used).toContain('chat.postMessage');
    expect(used.filter((method) => !(method in scopeOf))).toEqual([]);
    const needed = new Set(used.map((method) => scopeOf[method]).filter((scope) => scope !== undefined));
    expect([...manifest.oauth_config.scopes.bot].sort()).toEqual([...needed].sort());
  });

  it('offers the command with a hint, Home, and every event that the code listens to', () => {
    expect(manifest.features.slash_commands.map(({ command }) => command)).toEqual(['/leakcheck']);
    const events = usedMethods().flatMap((used) => /^event (\w+)$/.exec(used)?.[1] ?? []);
    const offered = [...manifest.settings.event_subscriptions.bot_events, ...ofSeveral];
    expect(offered.sort()).toEqual(events.sort());
  });

  it('offers the shortcuts that the code listens to, and the local workspace the same', () => {
    const offered = manifest.features.shortcuts.map(({ type, name, callback_id: callbackId }) => ({
      type,
      name,
      callbackId,
    }));
    const inCode = sourceTexts().flatMap((text) =>
      [...text.matchAll(/callback_id: '([\w.]+)', type: '(message_action|shortcut)'/g)].map(
        ([, callbackId, type]) => ({ callbackId, type: type === 'shortcut' ? 'global' : 'message' }),
      ),
    );
    expect(inCode).toHaveLength(2);
    expect(offered.map(({ type, callbackId }) => ({ callbackId, type }))).toEqual(
      expect.arrayContaining(inCode),
    );
    expect(offered).toHaveLength(inCode.length);
    expect(setup({}).shortcuts).toEqual(offered);
  });
});
