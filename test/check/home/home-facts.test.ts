import { describe, expect, it } from 'vitest';
import { StoreUnavailableError } from '../../../src/check/check-store.ts';
import { homeFacts } from '../../../src/check/home/home-facts.ts';
import { UnreadableIncidentsError } from '../../../src/check/incident-store.ts';
import {
  acknowledged,
  dayMs,
  firstMs,
  hourMs,
  incident,
  resolvedByChecks,
  silenced,
} from '../../incident/incident-fixtures.ts';
import { aDigest } from '../memory-digests.ts';
import { aCheck, service } from '../memory-ports.ts';
import { inMemory } from '../request-deps.ts';

const none = { users: [], userGroups: [], channels: [] };
const ann = { user: 'U0ANN', page: 0 };
const outcome = {
  verdict: 'healthy',
  confidence: 0.9,
  reason: 'no growth',
  finishedAtMs: firstMs,
  proposedWindowMs: undefined,
} as const;

const fleet = (count: number) =>
  Array.from({ length: count }, (_, index) => service({ name: `svc-${index}` }));
const namesOf = (shown: readonly { readonly service: { readonly name: string } }[]) =>
  shown.map((each) => each.service.name);

describe('homeFacts', () => {
  it('shows all services where no rule names anybody', async () => {
    const { deps } = inMemory();
    const { services } = await homeFacts(deps, ann);
    expect(namesOf(services.shown)).toEqual(['payments', 'orders']);
    expect(services.hidden).toBe(0);
  });

  it.each([
    { it: 'by name', rule: { ...none, users: ['U0ANN'] }, isTheirs: true },
    { it: 'by user group', rule: { ...none, userGroups: ['S0PAY'] }, isTheirs: true },
    { it: 'in a channel', rule: { ...none, channels: ['C0PAY'] }, isTheirs: true },
    { it: 'not at all', rule: { ...none, users: ['U0BEA'] }, isTheirs: false },
    { it: 'only by a name that Home goes by', rule: { ...none, users: ['home'] }, isTheirs: false },
  ])('shows a service to whom a rule names $it: $isTheirs', async ({ rule, isTheirs }) => {
    const permissions = { check: rule, escalate: rule, silence: rule };
    const { deps, userGroups } = inMemory({ services: [service({ permissions, owner: undefined })] });
    userGroups.groups.set('S0PAY', { users: new Set(['U0ANN']) });
    const { services } = await homeFacts(deps, ann);
    expect(services).toMatchObject({ total: isTheirs ? 1 : 0, hidden: isTheirs ? 0 : 1 });
  });

  it('shows a service to its owners, also where they may do nothing with it', async () => {
    const bea = { ...none, users: ['U0BEA'] };
    const permissions = { check: bea, escalate: bea, silence: bea };
    const { deps, userGroups } = inMemory({ services: [service({ permissions })] });
    userGroups.groups.set('S0PAY', { users: new Set(['U0ANN']) });
    expect((await homeFacts(deps, ann)).services.shown).toMatchObject([{ rights: [] }]);
    expect((await homeFacts(deps, { user: 'U0CLEO', page: 0 })).services.total).toBe(0);
  });

  it('tells of which user groups Slack does not say who is in them', async () => {
    const permissions = { check: { ...none, userGroups: ['S0PAY'] } };
    const { deps, userGroups } = inMemory({ services: [service({ permissions })] });
    userGroups.groups.set('S0PAY', {
      problem: { group: 'S0PAY', why: 'missing-scope', code: 'missing_scope' },
    });
    expect((await homeFacts(deps, ann)).problems).toMatchObject([{ group: 'S0PAY', why: 'missing-scope' }]);
  });

  it('has the services with the most urgent leaks first, and neither resolved nor silenced ones', async () => {
    const { deps, incidents } = inMemory({ services: fleet(6) });
    incidents.services.set('svc-1', [incident({ status: silenced }), incident({ status: resolvedByChecks })]);
    incidents.services.set('svc-2', [incident({ status: acknowledged })]);
    incidents.services.set('svc-3', [incident({ status: acknowledged }), incident({ fingerprint: 'b' })]);
    const back = { atMs: firstMs, resolved: { atMs: firstMs } };
    incidents.services.set('svc-4', [incident({ cameBack: back })]);
    const snoozed = {
      is: 'snoozed',
      by: 'U0BEA',
      atMs: firstMs,
      until: { kind: 'time', atMs: firstMs },
    } as const;
    incidents.services.set('svc-5', [incident({ status: snoozed })]);
    const { services, leaks } = await homeFacts(deps, ann);
    expect(namesOf(services.shown)).toEqual(['svc-4', 'svc-3', 'svc-2', 'svc-5', 'svc-0', 'svc-1']);
    expect(leaks.shown.map((leak) => leak.service)).toEqual(['svc-4', 'svc-3', 'svc-2', 'svc-3', 'svc-5']);
    expect(services.leaking).toBe(4);
  });

  it('has the newest first of leaks that are as urgent', async () => {
    const { deps, incidents } = inMemory();
    const last = { ...incident().last, atMs: firstMs + hourMs };
    incidents.services.set('payments', [incident(), incident({ fingerprint: 'b', last })]);
    const { leaks } = await homeFacts(deps, ann);
    expect(leaks.shown.map((leak) => leak.incident.fingerprint)).toEqual(['b', 'aaaaaaaaaaaa']);
  });

  it('asks Slack for no more links than it shows, however many leaks and checks there are', async () => {
    const { deps, incidents, store } = inMemory({ services: fleet(300) });
    for (const { name } of deps.services) {
      incidents.services.set(name, [incident()]);
      store.checks.set(name, aCheck({ id: name, service: name }));
    }
    const asked: object[] = [];
    const poster = {
      permalink: async (message: object) => {
        asked.push(message);
        return 'https://slack.example/p1';
      },
    };
    const { leaks, running, services } = await homeFacts({ ...deps, poster }, ann);
    expect(leaks).toMatchObject({ total: 300 });
    expect(running).toMatchObject({ total: 300 });
    expect(services.shown).toHaveLength(15);
    expect(asked).toHaveLength(leaks.shown.length + running.shown.length);
    expect(asked.length).toBeLessThan(15);
  });

  it('shows leaks and checks without a link where Slack gives none', async () => {
    const { deps, incidents, logger } = inMemory();
    incidents.services.set('payments', [incident()]);
    const poster = { permalink: () => Promise.reject(new Error('no')) };
    const { leaks } = await homeFacts({ ...deps, poster }, ann);
    expect(leaks.shown).toMatchObject([{ link: undefined }]);
    expect(logger.lines).toMatchObject([{ level: 'warn' }]);
  });

  it.each([
    { asked: 0, page: 0, first: 'svc-0' },
    { asked: 2, page: 2, first: 'svc-30' },
    { asked: 99, page: 2, first: 'svc-30' },
    { asked: -1, page: 0, first: 'svc-0' },
  ])('shows page $page where page $asked is asked for', async ({ asked, page, first }) => {
    const { deps } = inMemory({ services: fleet(40) });
    const { services } = await homeFacts(deps, { user: 'U0ANN', page: asked });
    expect(services).toMatchObject({ page, pages: 3, total: 40 });
    expect(namesOf(services.shown)[0]).toBe(first);
  });

  it('finds the last verdict behind checks that came to none', async () => {
    const { deps, store } = inMemory();
    store.checks.set('a', aCheck({ id: 'a', state: 'done', outcome }));
    store.checks.set('b', aCheck({ id: 'b', state: 'cancelled' }));
    store.checks.set('c', aCheck({ id: 'c', state: 'failed' }));
    expect((await homeFacts(deps, ann)).services.shown[0]?.last).toMatchObject({ id: 'a' });
  });

  it('counts only what runs of their services', async () => {
    const { deps, store } = inMemory();
    store.checks.set('a', aCheck({ id: 'a' }));
    store.checks.set('b', aCheck({ id: 'b', service: 'another' }));
    const { running, services } = await homeFacts(deps, ann);
    expect(running.shown.map(({ check }) => check.id)).toEqual(['a']);
    expect(services.shown.map((each) => each.running)).toEqual([1, 0]);
  });

  it('shows the digests that tell of their services, the next one first and paused ones last', async () => {
    const { deps, time } = inMemory();
    time.nowMs = firstMs;
    deps.digestsOfFile.push(
      aDigest({ name: 'paused', cron: '1 * * * *' }),
      aDigest({ name: 'daily' }),
      aDigest({ name: 'hourly', cron: '30 * * * *', services: ['payments'] }),
      aDigest({ name: 'others', services: ['another'] }),
    );
    await deps.digests.note('paused', { pause: { by: 'U0BEA', atMs: 0 } });
    const { digests } = await homeFacts(deps, ann);
    expect(digests.shown.map(({ digest, nextMs, pausedBy }) => [digest.name, nextMs, pausedBy])).toEqual([
      ['hourly', firstMs + hourMs / 2, undefined],
      ['daily', firstMs - hourMs + dayMs, undefined],
      ['paused', firstMs + hourMs / 60, 'U0BEA'],
    ]);
  });

  it('goes on where the incidents of one service cannot be read', async () => {
    const { deps, logger } = inMemory();
    const unreadable = async (name: string) => {
      if (name === 'payments') throw new UnreadableIncidentsError('broken');
      return [incident()];
    };
    const { services } = await homeFacts({ ...deps, incidents: { of: unreadable } }, ann);
    expect(services.shown.map(({ leaks }) => leaks.areUnreadable)).toEqual([false, true]);
    expect(logger.lines).toMatchObject([{ level: 'error', metadata: { service: 'payments' } }]);
  });

  it('asks the stores as often one after the other for 300 services as for 20', async () => {
    const roundsFor = async (count: number) => {
      const { deps, incidents, store } = inMemory({ services: fleet(count) });
      for (const { name } of deps.services) {
        incidents.services.set(name, [incident()]);
        store.checks.set(name, aCheck({ id: name, service: name, state: 'done', outcome }));
      }
      const travel = inRounds();
      await travel.until(
        homeFacts(
          {
            ...deps,
            store: travel.slow(store),
            incidents: travel.slow(incidents),
            digests: travel.slow(deps.digests),
            poster: travel.slow(deps.poster),
          },
          ann,
        ),
      );
      return travel.rounds();
    };
    const few = await roundsFor(20);
    expect(few).toBeLessThan(8);
    expect(await roundsFor(300)).toBe(few);
  });

  it('throws where the store is away', async () => {
    const { deps, store } = inMemory();
    store.down = new StoreUnavailableError('down');
    await expect(homeFacts(deps, ann)).rejects.toThrow(StoreUnavailableError);
  });
});

/** Ports that answer what was asked meanwhile together, a round at a time, as one connection does. */
function inRounds() {
  let waiting: (() => void)[] = [];
  let rounds = 0;
  return {
    rounds: () => rounds,
    slow<T extends object>(port: T): T {
      return new Proxy(port, {
        get: (target, name) => {
          const method: unknown = Reflect.get(target, name);
          if (typeof method !== 'function') return method;
          return async (...args: unknown[]) => {
            await new Promise<void>((resolve) => waiting.push(resolve));
            return method.apply(target, args);
          };
        },
      });
    },
    async until(work: Promise<unknown>): Promise<void> {
      let isDone = false;
      const done = work.finally(() => {
        isDone = true;
      });
      while (!isDone) {
        await new Promise((resolve) => setImmediate(resolve));
        if (waiting.length === 0) continue;
        const asked = waiting;
        waiting = [];
        rounds += 1;
        for (const answer of asked) answer();
      }
      await done;
    },
  };
}
