import { createHash } from 'node:crypto';
import { withoutTypeArguments } from './function-name.ts';
import type { Wait } from './wait.ts';

/**
 * A short name of a leak that survives deploys: its kind, its culprit and how it waits, without lines, addresses or type arguments,
 * and whatever the compiler inlines.
 */
export function fingerprintOf(leak: {
  readonly kind: 'heap' | 'goroutine';
  readonly culprit: string;
  readonly wait: Wait | undefined;
}): string {
  const identity = [leak.kind, withoutInlining(withoutTypeArguments(leak.culprit)), leak.wait ?? ''].join(
    '\n',
  );
  return createHash('sha256').update(identity).digest('hex').slice(0, 12);
}

/**
 * A closure of a function that was inlined is named after both: `gateway.(*App).Routes.(*Metrics).Observe.func1` is the closure that
 * `gateway.(*Metrics).Observe` makes. The last function, with its receiver where it has one, is the one that stands in the source.
 */
function withoutInlining(name: string): string {
  const start = name.lastIndexOf('/') + 1;
  const dot = name.indexOf('.', start);
  if (dot < 0) return name;
  const parts = name.slice(dot + 1).match(/\([^()]*\)|[^.]+/g) ?? [];
  const method = parts.at(-2)?.startsWith('(') === true;
  return `${name.slice(0, dot)}.${parts.slice(method ? -2 : -1).join('.')}`;
}
