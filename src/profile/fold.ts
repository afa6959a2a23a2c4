import type { Frame, Profile } from './profile.ts';
import { stackTotals } from './stack-totals.ts';

/**
 * A profile as folded stacks: `root;caller;leaf N`, one stack a line, sorted, stacks of value 0 left out. Go's names may
 * hold `;` (`F[struct { A int; B int }]`), which is written as `,`; control characters become spaces. With `lines`, a
 * frame is `function file:line`. Throws ProfileError if the profile lacks the sample type.
 */
export function fold(profile: Profile, type: string, { lines = false }: { lines?: boolean } = {}): string {
  const { stacks, low, high } = stackTotals(profile, type);
  const totals = new Map<string, bigint>();
  for (let stack = 0; stack < stacks.size; stack++) {
    const value = BigInt(high?.[stack] ?? 0) * 2n ** 32n + BigInt(low[stack] ?? 0);
    if (value === 0n) continue;
    const frames = stacks.framesOf(stack).map((frame) => frameText(frame, lines));
    const folded = frames.reverse().join(';');
    totals.set(folded, (totals.get(folded) ?? 0n) + value);
  }
  const rows = [...totals].filter(([, total]) => total !== 0n).map(([stack, total]) => `${stack} ${total}\n`);
  return rows.sort().join('');
}

function frameText(frame: Frame, lines: boolean): string {
  const text = lines ? `${frame.function} ${frame.file}:${frame.line}` : frame.function;
  return text.replaceAll(';', ',').replace(/\p{Cc}/gu, ' ');
}
