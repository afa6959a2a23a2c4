import { addExact } from './add-exact.ts';
import type { Frame, Profile } from './profile.ts';
import { valueIndex } from './value-index.ts';

/**
 * A profile as folded stacks: `root;caller;leaf N`, one stack a line, sorted, stacks of value 0 left out. Go's names may
 * hold `;` (`F[struct { A int; B int }]`), which is written as `,`; control characters become spaces. With `lines`, a
 * frame is `function file:line`. Throws ProfileError if the profile lacks the sample type.
 */
export function fold(profile: Profile, type: string, { lines = false }: { lines?: boolean } = {}): string {
  const index = valueIndex(profile, type);
  const totals = new Map<string, number>();
  for (const { stack, values } of profile.samples) {
    const folded = stack
      .map((frame) => frameText(frame, lines))
      .reverse()
      .join(';');
    totals.set(folded, addExact(totals.get(folded) ?? 0, values[index] ?? 0));
  }
  const rows = [...totals].filter(([, total]) => total !== 0).map(([stack, total]) => `${stack} ${total}\n`);
  return rows.sort().join('');
}

function frameText(frame: Frame, lines: boolean): string {
  const text = lines ? `${frame.function} ${frame.file}:${frame.line}` : frame.function;
  return text.replaceAll(';', ',').replace(/\p{Cc}/gu, ' ');
}
