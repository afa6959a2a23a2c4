import { createHash } from 'node:crypto';
import { withoutTypeArguments } from './function-name.ts';
import type { Wait } from './wait.ts';

/** A short name of a leak that survives deploys: its kind, its culprit and how it waits, without lines, addresses or type arguments. */
export function fingerprintOf(leak: {
  readonly kind: 'heap' | 'goroutine';
  readonly culprit: string;
  readonly wait: Wait | undefined;
}): string {
  const identity = [leak.kind, withoutTypeArguments(leak.culprit), leak.wait ?? ''].join('\n');
  return createHash('sha256').update(identity).digest('hex').slice(0, 12);
}
