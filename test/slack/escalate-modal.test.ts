import { describe, expect, it } from 'vitest';
import type { EscalationWay } from '../../src/check/escalation-way.ts';
import { verdictMessage } from '../../src/report/thread/verdict-message.ts';
import { escalateModal, longestNote, noOwnerModal } from '../../src/slack/views/escalate-modal.ts';
import { packModalContext, unpackModalContext } from '../../src/slack/views/modal-context.ts';
import { aCheck } from '../check/memory-ports.ts';
import { hostileReport } from '../report/report-fixtures.ts';

const owner = { userGroup: 'S0PAY', channel: 'C0OWNER', label: 'payments on-call' };
const none = { due: [], escalated: [], over: [] };
const message = {
  channel: 'C0PAY',
  ts: '1.1',
  ...verdictMessage({ ...hostileReport, check: 'abc23456' }, 'U0ANN'),
};

describe('escalateModal', () => {
  it('shows who will be told, and takes a note of 500 characters', () => {
    const context = { check: 'abc23456', message };
    const view = JSON.stringify(
      escalateModal({ check: aCheck(), owner, ways: [], leaks: none, unknownGroup: undefined, context }),
    );
    for (const part of [
      '<!subteam^S0PAY>',
      '<#C0OWNER>',
      '*payments*',
      `"max_length":${longestNote}`,
      '"submit"',
    ]) {
      expect(view).toContain(part);
    }
  });

  it('lists the ways out of Slack in their order, after the owner and without a secret', () => {
    const ways: EscalationWay[] = [
      {
        kind: 'webhook',
        key: 'webhook-ops',
        name: 'ops',
        url: 'https://x.example/s3cret',
        secret: 's3cret',
        headers: {},
      },
      {
        kind: 'pagerduty',
        key: 'pagerduty',
        name: undefined,
        routingKey: 's3cret',
        apiUrl: 'https://x.example/',
        region: 'eu',
        severity: 'error',
      },
      {
        kind: 'github',
        key: 'github',
        repository: 'acme/payments',
        token: 's3cret',
        labels: [],
        apiUrl: 'https://x.example',
      },
    ];
    const context = { check: 'abc23456', message };
    const view = (of: typeof owner | undefined) =>
      JSON.stringify(
        escalateModal({ check: aCheck(), owner: of, ways, leaks: none, unknownGroup: undefined, context })
          .blocks,
      );
    const all = /Webhook ops.*PagerDuty \(EU\), an alert of severity error.*GitHub acme\/payments/;
    expect(view(owner)).toMatch(new RegExp(`<#C0OWNER>.*${all.source}`));
    expect(view(undefined)).toMatch(all);
    expect(view(owner)).not.toMatch(/s3cret|x\.example/);
  });

  it('says that a mention would call nobody where Slack knows no such group', () => {
    const context = { check: 'abc23456', message };
    const unknownGroup = { group: 'S0PAY', why: 'no-such-group', code: 'no_such_subteam' } as const;
    const view = escalateModal({ check: aCheck(), owner, ways: [], leaks: none, unknownGroup, context });
    expect(JSON.stringify(view)).toMatch(/Slack knows no user group `S0PAY`.*Nobody of it will hear of this/);
  });

  it('offers nothing to submit where there is nobody to tell', () => {
    const view = noOwnerModal('<!channel>');
    expect(view.submit).toBeUndefined();
    expect(JSON.stringify(view)).toContain('services file');
    expect(JSON.stringify(view)).not.toContain('<!channel>');
  });
});

describe('the modal’s context', () => {
  it('carries the message with the button within Slack’s 3,000 characters', () => {
    const packed = packModalContext({ check: 'abc23456', message });
    expect(packed.length).toBeLessThanOrEqual(3_000);
    expect(unpackModalContext(packed)).toEqual({ check: 'abc23456', message });
  });

  it('leaves a message behind that does not fit', () => {
    const text = Array.from({ length: 9_000 }, (_, index) => ((index * 7919) % 9973).toString(36)).join('');
    const packed = packModalContext({ check: 'abc23456', message: { ...message, text } });
    expect(unpackModalContext(packed)).toEqual({ check: 'abc23456', message: undefined });
  });

  it.each(['', 'nonsense', Buffer.from('{}').toString('base64')])('refuses %j', (text) => {
    expect(() => unpackModalContext(text)).toThrow();
  });
});
