import type { EscalationWay } from '../../src/check/escalation-way.ts';
import { checkModal } from '../../src/slack/views/check-modal.ts';
import { escalateModal, noOwnerModal } from '../../src/slack/views/escalate-modal.ts';
import { silenceModal, snoozeModal } from '../../src/slack/views/incident-modals.ts';
import { aCheck, service } from '../check/memory-ports.ts';
import type { Sent } from './lints.ts';
import { foreign, manyIncidents } from './wide.ts';

const [leak] = manyIncidents(1);
const context = {
  button: { check: 'abc23456', service: foreign.slice(0, 150), incident: 'f0' },
  ...{ threadTs: '1.1', channel: 'C0PAY', message: undefined },
};
const outcome = {
  verdict: 'leak',
  ...{ confidence: 0.9, reason: foreign, finishedAtMs: 1, proposedWindowMs: undefined },
} as const;
const ways: EscalationWay[] = Array.from({ length: 10 }, (_, index) => ({
  ...{ kind: 'webhook', key: `w${index}`, name: `${index}${'n'.repeat(38)}` },
  ...{ url: 'https://x.example', secret: 'secret', headers: {} },
}));
const owner = { userGroup: 'S0PAY', channel: 'C0OWNER', label: foreign };
const services = Array.from({ length: 100 }, (_, index) => service({ name: `${index}-${'n'.repeat(60)}` }));

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('there is no such view');
  return value;
}

/** Every window that a button or a command opens. */
export const modals: readonly (readonly [string, Sent])[] = [
  ['modal: check', present(checkModal({ services, context: { from: 'command', channel: 'C0PAY' } }))],
  [
    'modal: escalate',
    escalateModal({
      check: aCheck({ service: foreign, outcome }),
      leaks: { due: manyIncidents(40), escalated: manyIncidents(40), over: [] },
      unknownGroup: { group: 'S0GONE', why: 'no-such-group', code: undefined },
      ...{ owner, ways, context: { check: 'abc23456', message: undefined } },
    }),
  ],
  ['modal: nobody to tell', noOwnerModal(foreign)],
  ['modal: snooze', snoozeModal(present(leak), context)],
  ['modal: not a leak', silenceModal(present(leak), context)],
];
