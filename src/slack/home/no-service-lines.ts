import type { Allowed } from '../../access/permissions.ts';
import { whoMay } from '../access-replies.ts';

/** What somebody reads to whom no service is open: why, and who can change it. `hidden`: services that there are. */
export function noServiceLines(hidden: number, admins: Allowed | undefined): readonly string[] {
  if (hidden === 0) {
    return [
      'The services file names no service.',
      'Next step: who runs leakcheck adds services to it; they are here some seconds later.',
    ];
  }
  const grantedBy =
    admins === undefined
      ? 'Who may change that: whoever runs leakcheck.'
      : `Who may check everything, and can have you named: ${whoMay(admins)}.`;
  return [
    `No service is open to you: the services file says who may check, escalate or silence each. ${grantedBy}`,
    'Next step: ask them to name you under `permissions` in the services file.',
  ];
}
