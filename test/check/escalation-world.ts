import { escalate } from '../../src/check/escalate.ts';
import {
  type EscalationSender,
  type Notice,
  type Receipt,
  SendError,
} from '../../src/check/escalation-sender.ts';
import type { EscalationWay } from '../../src/check/escalation-way.ts';
import { followEscalations } from '../../src/check/follow-escalations.ts';
import { tellWay } from '../../src/check/tell-way.ts';
import { afterAct, type IncidentAct } from '../../src/incident/act.ts';
import type { Incident } from '../../src/incident/incident.ts';
import { recordCheck } from '../../src/incident/record-check.ts';
import { aCheck, service } from './memory-ports.ts';
import { inMemory } from './request-deps.ts';

export const pagerduty: EscalationWay = {
  kind: 'pagerduty',
  key: 'pagerduty',
  name: undefined,
  routingKey: 'R0UTINGKEY',
  region: 'eu',
  severity: 'critical',
  apiUrl: 'https://pd.example/',
};
const github: EscalationWay = {
  kind: 'github',
  key: 'github-acme.payments',
  repository: 'acme/payments',
  token: 'ghp_secret',
  labels: [],
  apiUrl: 'https://gh.example',
};
export const thread = { channel: 'C0PAY', ts: '1700000000.000001' };
export const afterMs = 1_800_000;

/** A leak of payments as the check found it, told of in the check's thread. */
function found(
  incidents: readonly Incident[],
  check: string,
  nowMs: number,
  leaks = ['f00d'],
): readonly Incident[] {
  const findings = {
    check,
    windowFromMs: nowMs - 300_000,
    windowMs: 300_000,
    isConclusive: true,
    detectablePerMinute: { heap: 1, goroutine: 1 },
    found: leaks.map((fingerprint) => ({
      fingerprint,
      kind: 'heap' as const,
      pattern: 'map-retention',
      culprit: `cache.(*Store).${fingerprint}`,
      perMinute: 1_000_000,
      atLeastPerMinute: 900_000,
      replicas: 1,
    })),
  };
  const recorded = recordCheck(incidents, findings, { nowMs, resolvedAfter: 1 });
  return recorded.incidents.map((incident) => ({ ...incident, thread: incident.thread ?? thread }));
}

/** Payments with PagerDuty and GitHub, half an hour to acknowledge, and all that tells them in memory. */
export function escalationWorld(fields: Parameters<typeof service>[0] = {}) {
  const memory = inMemory({
    services: [service({ escalation: [pagerduty, github], escalateAfterMs: afterMs, ...fields })],
  });
  const sent: [string, Notice, Receipt | undefined][] = [];
  const faults: Error[] = [];
  const sender: EscalationSender = {
    send: async (way, notice, known) => {
      const fault = faults.shift();
      if (fault !== undefined) throw fault;
      sent.push([way.key, notice, known]);
      return way.kind === 'github' ? { ref: '12', link: 'https://gh.example/12' } : {};
    },
  };
  const { deps, incidents, time, escalationQueue, slack } = memory;
  const worker = {
    ...deps,
    sender,
    findService: (name: string) => deps.services.find((each) => each.name === name),
  };
  const run = async (): Promise<void> => {
    for (const job of [...escalationQueue.jobs]) await tellWay(worker, job);
  };
  const act = (does: IncidentAct) =>
    incidents.change('payments', (all) =>
      all.map((each) => afterAct(each, does, { by: 'U0BEA', nowMs: time.nowMs }) ?? each),
    );
  return {
    ...memory,
    worker,
    sent,
    faults,
    run,
    act,
    check: (id: string, leaks?: string[]) =>
      incidents.change('payments', (all) => found(all, id, time.nowMs, leaks)),
    round: async () => {
      await followEscalations(worker);
      await run();
    },
    press: async () => {
      await memory.store.create(aCheck({ state: 'done' }));
      await escalate(deps, {
        check: 'abc23456',
        by: 'U0BEA',
        note: 'I restarted\n<!here> it',
        message: undefined,
      });
    },
    /** What the thread says came of the escalation. */
    said: () =>
      slack.posted
        .filter(({ message }) => message.text.startsWith('*Escalated'))
        .map(({ message }) => message.text),
    events: () => sent.map(([way, { event }]) => `${way} ${event}`),
  };
}

/** A failure that may pass. */
export const again = (message: string, retryAfterMs?: number) =>
  new SendError({ kind: 'again', message, nextStep: 'call them', retryAfterMs });
