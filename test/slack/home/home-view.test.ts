import { describe, expect, it } from 'vitest';
import { checkView } from '../../../lab/slack/blocks/check.ts';
import type { HomeFacts, HomeServiceState } from '../../../src/check/home/home-facts.ts';
import { homeFailureView, homeView } from '../../../src/slack/home/home-view.ts';
import { replyMessage } from '../../../src/slack/reply-message.ts';
import { aDigest } from '../../check/memory-digests.ts';
import { aCheck, service } from '../../check/memory-ports.ts';
import { acknowledged, firstMs, incident } from '../../incident/incident-fixtures.ts';

const hostile = `<!channel>*_~\`&\u202e${'<@U0BEA>'.repeat(2_000)}`;
const link = 'https://slack.example/archives/C0PAY/p1700000000000001';
const anyone = ['check', 'escalate', 'silence'].map((action) => ({
  action,
  channels: undefined,
})) as HomeServiceState['rights'];

function state(fields: Partial<HomeServiceState> = {}): HomeServiceState {
  return {
    service: service(),
    rights: anyone,
    last: undefined,
    leaks: { incidents: [], areUnreadable: false },
    running: 0,
    ...fields,
  };
}

function facts(fields: Partial<HomeFacts> = {}): HomeFacts {
  return {
    nowMs: firstMs,
    services: { shown: [state()], page: 0, pages: 1, total: 1, leaking: 0, hidden: 0 },
    leaks: { shown: [], total: 0 },
    running: { shown: [], total: 0 },
    digests: { shown: [], total: 0 },
    problems: [],
    ...fields,
  };
}

/** As much as Home ever shows, all of it with this name. */
function crowded(name: string): HomeFacts {
  const leak = incident({
    culprit: name,
    escalated: { escalation: 'e', atMs: firstMs, event: 'trigger', check: 'c' },
  });
  const shown = Array.from({ length: 15 }, () =>
    state({
      // The services file takes no longer ones.
      service: service({ name: name.slice(0, 64) }),
      leaks: { incidents: Array.from({ length: 200 }, () => leak), areUnreadable: false },
      running: 3,
      rights: [{ action: 'check', channels: ['C0A', 'C0B', 'C0C', 'C0D'] }],
    }),
  );
  return facts({
    services: { shown, page: 3, pages: 50, total: 750, leaking: 700, hidden: 12 },
    leaks: {
      shown: Array.from({ length: 8 }, () => ({ service: name, incident: leak, link })),
      total: 150_000,
    },
    running: {
      shown: Array.from({ length: 5 }, () => ({ check: aCheck({ service: name }), link })),
      total: 999,
    },
    digests: {
      shown: Array.from({ length: 5 }, () => ({ digest: aDigest(), nextMs: firstMs, pausedBy: name })),
      total: 100,
    },
    problems: Array.from({ length: 40 }, (_, index) => ({
      group: `${name}${index}`,
      why: 'refused' as const,
      code: name,
    })),
  });
}

/** What Slack would format, mentions included. */
function mrkdwnOf(part: unknown): string[] {
  if (typeof part !== 'object' || part === null) return [];
  const own = 'type' in part && part.type === 'mrkdwn' && 'text' in part ? [String(part.text)] : [];
  return [...own, ...Object.values(part).flatMap(mrkdwnOf)];
}

const texts = (view: { blocks: unknown }) => JSON.stringify(view.blocks);

describe('homeView', () => {
  it.each([
    ['an ordinary one', facts()],
    [
      'one without services',
      facts({ services: { shown: [], page: 0, pages: 1, total: 0, leaking: 0, hidden: 0 } }),
    ],
    [
      'one to which nothing is open',
      facts({ services: { shown: [], page: 0, pages: 1, total: 0, leaking: 0, hidden: 9 } }),
    ],
    ['a crowded one', crowded('payments')],
    ['a hostile one', crowded(hostile)],
  ])('is what Slack takes: %s', (_, each) => {
    const admins = {
      users: ['U0ANN'],
      userGroups: Array.from({ length: 50 }, () => hostile),
      channels: ['C0A'],
    };
    expect(() => checkView(homeView(each, admins), 'home')).not.toThrow();
  });

  it('mentions nobody by the names of services, functions, digests and people', () => {
    const formatted = mrkdwnOf(homeView(crowded(hostile), undefined).blocks);
    expect(formatted.length).toBeGreaterThan(40);
    expect(formatted.filter((text) => /<!channel>|<@U0BEA>/.test(text))).toEqual([]);
  });

  it('tells in words how a leak stands, who has it, until when, whether it is back and was escalated', () => {
    const written = texts(
      homeView(
        facts({
          leaks: {
            total: 4,
            shown: [
              incident({
                cameBack: { atMs: firstMs, resolved: { atMs: firstMs, checks: 3 } },
                thread: undefined as never,
              }),
              incident({ status: acknowledged }),
              incident({
                status: { is: 'snoozed', by: 'U0BEA', atMs: firstMs, until: { kind: 'time', atMs: firstMs } },
              }),
              incident({ escalated: { escalation: 'e', atMs: firstMs, event: 'trigger', check: 'c' } }),
            ].map((each) => ({ service: 'payments', incident: each, link: undefined })),
          },
        }),
        undefined,
      ),
    );
    for (const words of [
      'regressed: back after it was resolved',
      'acknowledged by <@U0BEA>, <!date^',
      /snoozed by <@U0BEA>, <!date\^\d+\^[^>]*>, until <!date\^/,
      /new: first found <!date\^[^>]*>; escalated by itself, <!date\^/,
    ]) {
      expect(written).toMatch(words);
    }
  });

  it.each([
    { it: 'may do all', rights: anyone, words: /no open leak"/, hasButton: true },
    {
      it: 'may check only',
      rights: [{ action: 'check', channels: undefined }],
      words: /you may check only/,
      hasButton: true,
    },
    {
      it: 'may silence only',
      rights: [{ action: 'silence', channels: undefined }],
      words: /you may silence only/,
      hasButton: false,
    },
    { it: 'owns it and may nothing', rights: [], words: /you may look only/, hasButton: false },
    {
      it: 'may check from a channel',
      rights: [{ action: 'check', channels: ['C0A'] }],
      words: /can be checked from <#C0A> only/,
      hasButton: true,
    },
  ] as const)('offers Check to whoever may: $it', ({ rights, words, hasButton }) => {
    const services = { shown: [state({ rights })], page: 0, pages: 1, total: 1, leaking: 0, hidden: 0 };
    const written = texts(homeView(facts({ services }), undefined));
    expect(written).toMatch(words);
    expect(written.includes('"leakcheck.home_check"')).toBe(hasButton);
  });

  it('says when the known leaks of a service cannot be read', () => {
    const shown = [state({ leaks: { incidents: [], areUnreadable: true } })];
    const written = texts(
      homeView(facts({ services: { shown, page: 0, pages: 1, total: 1, leaking: 0, hidden: 0 } }), undefined),
    );
    expect(written).toContain('its known leaks cannot be read');
    expect(written).not.toContain('no open leak');
  });

  it.each([
    { page: 0, pages: 1, buttons: [] },
    { page: 0, pages: 3, buttons: ['More services'] },
    { page: 1, pages: 3, buttons: ['Previous services', 'More services'] },
    { page: 2, pages: 3, buttons: ['Previous services'] },
  ])('leads from page $page of $pages to $buttons', ({ page, pages, buttons }) => {
    const written = texts(
      homeView(
        facts({ services: { shown: [state()], page, pages, total: pages * 15, leaking: 0, hidden: 0 } }),
        undefined,
      ),
    );
    const offered = ['Previous services', 'More services'].filter((label) => written.includes(label));
    expect(offered).toEqual(buttons);
  });
});

describe('homeFailureView', () => {
  it('is what Slack takes, with the next step and the button for it', () => {
    const view = homeFailureView(replyMessage('It failed.', 'press *Refresh*.'), 7);
    expect(() => checkView(view, 'home')).not.toThrow();
    expect(view.private_metadata).toBe('7');
    for (const words of ['It failed.', 'Next step: press *Refresh*.', 'leakcheck.home_refresh']) {
      expect(texts(view)).toContain(words);
    }
  });
});
