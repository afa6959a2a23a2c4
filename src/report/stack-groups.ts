import type { ReportFrame } from './report.ts';

/** Neighbouring frames of a stack that are all the team's own, or all not. */
export type StackGroup = { readonly own: boolean; readonly frames: readonly ReportFrame[] };

/** A stack in its order (leaf first), cut where it changes between own code and the rest, so that the rest can be dimmed. */
export function stackGroups(stack: readonly ReportFrame[]): StackGroup[] {
  const groups: { own: boolean; frames: ReportFrame[] }[] = [];
  for (const frame of stack) {
    const own = frame.origin === 'own';
    const last = groups.at(-1);
    if (last?.own === own) last.frames.push(frame);
    else groups.push({ own, frames: [frame] });
  }
  return groups;
}
