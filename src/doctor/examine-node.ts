import type { Examination } from './examination.ts';
import { isAtLeast } from './is-at-least.ts';

/** As in package.json's `engines`. */
const leastVersion = '20.19';

/** Whether this Node runs leakcheck; `version` as in `process.versions.node`. */
export function examineNode(version: string): Examination {
  const name = 'Node';
  if (isAtLeast(version, leastVersion)) return { name, state: 'ok', says: version };
  return {
    name,
    state: 'fail',
    says: `${version} is older than ${leastVersion}`,
    nextStep: `Install Node ${leastVersion} or newer (a current LTS release) from https://nodejs.org.`,
  };
}
