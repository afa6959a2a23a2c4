import { stringify } from 'yaml';
import type { DemoService } from './demo-services.ts';
import { demoIds } from './demo-workspace.ts';

/** The services file of the demo, as an operator would write it. */
export function demoConfig(
  services: readonly DemoService[],
  options: { readonly withDigest: boolean },
): string {
  const entries = services.map(({ name, targets }) => [
    name,
    {
      targets: targets.map((target) => ({ url: target.url, name: target.name })),
      owner: { userGroup: demoIds.paymentsOncall, channel: demoIds.oncall, label: 'Payments on-call' },
      memoryLimit: '512MiB',
      defaultWindow: '30s',
    },
  ]);
  // Whoever tries things out asks more often than an on-call engineer.
  const unlimited = { personLimit: 'none', defaults: { checkLimit: 'none' } };
  return stringify({
    services: Object.fromEntries(entries),
    ...unlimited,
    ...(options.withDigest ? { digests: { shop: digest } } : {}),
  });
}

/** Every few minutes, where a team would take every morning: `0 9 * * 1-5`. */
const digest = {
  channel: demoIds.digests,
  cron: '*/3 * * * *',
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  window: '20s',
  within: '2m',
};
