import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { guardedConnector } from '../../src/capture/guarded-connector.ts';
import type { EscalationSender } from '../../src/check/escalation-sender.ts';
import type { EscalationWay } from '../../src/check/escalation-way.ts';
import { createEscalationSender } from '../../src/escalation/create-sender.ts';
import { type FakeGitHub, startFakeGitHub } from './fake-github.ts';
import { aNotice } from './notices.ts';

let github: FakeGitHub;
let sender: EscalationSender & { close(): Promise<void> };
let way: EscalationWay;

beforeEach(async () => {
  github = await startFakeGitHub();
  const connect = guardedConnector({ tlsCa: undefined, connectTimeoutMs: 2_000 });
  sender = createEscalationSender({ connect, clock: Date.now });
  const repository = 'acme/payments';
  way = {
    kind: 'github',
    key: 'github',
    repository,
    token: 'ghp_secret',
    labels: ['memory-leak'],
    apiUrl: github.url,
  };
});
afterEach(async () => {
  await sender.close();
  await github.close();
});

const told = aNotice({ atMs: Date.now() });

describe('a GitHub issue', () => {
  it('is opened with the essentials, the note and its labels, and mentions nobody', async () => {
    const receipt = await sender.send(way, told, undefined);
    expect(receipt).toEqual({ ref: '1', link: 'https://github.example/acme/payments/issues/1' });
    const [issue] = github.issues;
    expect(issue).toMatchObject({ title: told.title, labels: ['memory-leak'] });
    expect(issue?.body).toContain('97 %');
    expect(issue?.body).toContain('> I restarted\n> it');
    expect(issue?.body).toContain('<!-- leakcheck:payments:f00dfeedbeef -->');
    expect(issue?.body).not.toContain('@everyone');
    expect(issue?.body).not.toContain('<!-- x -->');
    expect(github.tokens).toEqual(new Set(['Bearer ghp_secret']));
  });

  it.each(['loses', 'cuts short', 'fails after'] as const)(
    'is one issue when GitHub %s the answer',
    async (fault) => {
      github.strike('POST /issues', fault);
      await expect(sender.send(way, told, undefined)).rejects.toMatchObject({ kind: 'again' });
      expect(await sender.send(way, told, undefined)).toMatchObject({ ref: '1' });
      expect(github.issues).toHaveLength(1);
      expect(github.comments).toHaveLength(0);
    },
  );

  it('gets later growth as one comment a check, however often it is told', async () => {
    const known = await sender.send(way, told, undefined);
    const seen = aNotice({ ...told, event: 'seen', id: 'seen-by-bcd', note: '' });
    github.strike('POST /issues/1/comments', 'loses');
    await expect(sender.send(way, seen, known)).rejects.toMatchObject({ kind: 'again' });
    await sender.send(way, seen, known);
    await sender.send(way, seen, known);
    expect(github.comments).toHaveLength(1);
    await sender.send(way, { ...seen, id: 'seen-by-cde' }, known);
    expect(github.comments.map(({ body }) => body.slice(0, 15))).toEqual([
      '**Seen again:**',
      '**Seen again:**',
    ]);
  });

  it('is found by search when it is an old one, and opened again when it was closed', async () => {
    await sender.send(way, told, undefined);
    github.bury();
    Object.assign(github.issues[0] ?? {}, { state: 'closed' });
    const back = aNotice({ ...told, id: 'back', reason: 'again' });
    expect(await sender.send(way, back, undefined)).toMatchObject({ ref: '1' });
    expect(github.issues.filter(({ body }) => body.includes('f00dfeedbeef'))).toHaveLength(1);
    expect(github.issues[0]?.state).toBe('open');
    expect(github.comments).toHaveLength(1);
  });

  it('is told that its leak is resolved, and left for people to close', async () => {
    const known = await sender.send(way, told, undefined);
    await sender.send(way, aNotice({ ...told, event: 'resolve', id: 'resolved', note: '' }), known);
    expect(github.comments[0]?.body).toMatch(/^\*\*Resolved:\*\*/);
    expect(github.issues[0]?.state).toBe('open');
  });

  it.each([
    [404, '`repository`'],
    [401, '`token`'],
    [410, 'issues on'],
  ])('refused with %s says what to do, without the token', async (code, words) => {
    github.strike('GET /issues', code);
    const error = await sender.send(way, told, undefined).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ kind: 'refused', nextStep: expect.stringContaining(words) });
    expect(JSON.stringify(error) + String(error)).not.toContain('ghp_secret');
  });

  it('waits as long as GitHub asks', async () => {
    github.strike('GET /issues', 403);
    await expect(sender.send(way, told, undefined)).rejects.toMatchObject({ kind: 'refused' });
    github.strike('GET /issues', 'limits');
    await expect(sender.send(way, told, undefined)).rejects.toMatchObject({
      kind: 'again',
      retryAfterMs: 30_000,
    });
  });
});
