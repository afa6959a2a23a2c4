import { describe, expect, it } from 'vitest';
import { checkView } from '../../lab/slack/blocks/check.ts';
import { CheckContext } from '../../src/slack/views/check-context.ts';
import { checkModal } from '../../src/slack/views/check-modal.ts';
import { service } from '../check/memory-ports.ts';

const fleet = (count: number) =>
  Array.from({ length: count }, (_, index) => service({ name: `${index}-${'x'.repeat(64)}`.slice(0, 64) }));
const home = { from: 'home', page: 0 } as const;
const blocksOf = (view: unknown) => JSON.stringify(view);

describe('checkModal', () => {
  it.each([1, 2, 100, 101, 250, 1_000])('is what Slack takes for %s services, and offers each', (count) => {
    const services = fleet(count);
    const view = checkModal({ services, context: home });
    expect(() => checkView(view, 'modal')).not.toThrow();
    const offered = new Set([...blocksOf(view).matchAll(/"value":"([^"]+)"/g)].map(([, value]) => value));
    expect(offered).toEqual(new Set(services.map(({ name }) => name)));
  });

  it.each([0, 1_001])('is none for %s services', (count) => {
    expect(checkModal({ services: fleet(count), context: home })).toBeUndefined();
  });

  it.each([
    { context: { from: 'command', channel: 'C0PAY' }, asksWhere: false },
    { context: { from: 'message', channel: 'C0PAY', threadTs: '1.1' }, asksWhere: false },
    { context: home, asksWhere: true },
    { context: { from: 'shortcut' }, asksWhere: true },
  ] as const)(
    'asks for a channel where there is none, and brings back where it was asked: $context.from',
    ({ context, asksWhere }) => {
      const view = checkModal({ services: fleet(3), context });
      expect(blocksOf(view).includes('conversations_select')).toBe(asksWhere);
      expect(CheckContext.parse(JSON.parse(view?.private_metadata ?? ''))).toEqual(context);
    },
  );

  it('has a service chosen that may be chosen, and says why it asks', () => {
    const services = [service(), service({ name: 'orders' })];
    const chosen = (preselected: string) =>
      blocksOf(checkModal({ services, context: home, preselected, why: 'The message names none.' }));
    expect(chosen('orders')).toMatch(/"initial_option":\{[^}]*"text":"orders"/);
    expect(chosen('orders')).toContain('The message names none.');
    expect(chosen('catalog')).not.toContain('initial_option');
  });

  it.each([
    { it: 'its own', fields: { channels: ['C0OWN'] }, channel: 'C0OWN' },
    {
      it: 'one that a rule names',
      fields: { permissions: { check: { users: [], userGroups: [], channels: ['C0RULE'] } } },
      channel: 'C0RULE',
    },
    { it: 'its owner’s', fields: {}, channel: 'C0OWNER' },
  ])('proposes a channel of the service: $it', ({ fields, channel }) => {
    const view = checkModal({ services: [service(fields)], context: home });
    expect(blocksOf(view)).toContain(`"initial_conversation":"${channel}"`);
  });
});
