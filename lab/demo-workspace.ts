import type { DemoService } from './demo-services.ts';
import type { Switch } from './slack/switches.ts';
import { startWorkspace, type Workspace } from './slack/workspace.ts';

/** Ids that the demo's services file names. */
export const demoIds = {
  payments: 'C0PAYMENTS',
  oncall: 'C0ONCALL01',
  digests: 'C0DIGESTS1',
  paymentsOncall: 'S0PAYMENTS',
} as const;

/**
 * The workspace of the demo: a channel to check in, the owner's channel, one for digests, and one that the bot is not in. Beside it stands which
 * version the leaking services run.
 */
export function startDemoWorkspace(port: number, services: readonly DemoService[]): Promise<Workspace> {
  return startWorkspace({
    port,
    switches: services.filter(({ leaks }) => leaks).map(fixSwitch),
    team: { name: 'Shop' },
    users: [
      { name: 'ann', realName: 'Ann' },
      { name: 'bea', realName: 'Bea' },
      { name: 'alertmanager', realName: 'Alertmanager', isBot: true },
    ],
    channels: [
      { id: demoIds.payments, name: 'payments-alerts' },
      { id: demoIds.oncall, name: 'payments-oncall' },
      { id: demoIds.digests, name: 'leak-digest' },
      { name: 'random', bot: false },
    ],
    userGroups: [
      { id: demoIds.paymentsOncall, handle: 'payments-oncall', name: 'Payments on-call', users: ['bea'] },
    ],
    bot: {
      name: 'leakcheck',
      realName: 'leakcheck',
      scopes: ['commands', 'chat:write', 'files:write', 'app_mentions:read', 'channels:history'],
    },
    commands: ['/leakcheck'],
  });
}

/** An alert of the shop's monitoring, for the shortcut in its menu. */
export function postDemoAlert(workspace: Workspace): void {
  workspace.postAlert({
    user: 'alertmanager',
    channel: demoIds.payments,
    attachments: [
      {
        fallback: '[FIRING:1] HighMemory orders',
        title: '[FIRING:1] HighMemory',
        text: '*Alert:* resident memory grows\n • *severity:* `page`\n • *service:* `orders`',
        fields: [{ title: 'Runbook', value: 'Check for leaks, in the menu of this message.', short: false }],
      },
    ],
  });
}

function fixSwitch({ name, setFixed }: DemoService): Switch {
  return {
    name,
    off: { state: 'leaks', button: 'Deploy the fix' },
    on: { state: 'fixed', button: 'Deploy the leak again' },
    set: setFixed,
  };
}
