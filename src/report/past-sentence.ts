import type { Fact, Finding } from '../leak/finding.ts';
import { aboutDuration, formatBytes, formatCount, formatPerMinute } from './units.ts';
import { utcTime } from './utc-time.ts';

type Past = Extract<Fact, { kind: 'past' }>;

const asFast = [0.8, 1.25] as const;

/** What an earlier check of the same process says of the growth, against the speed of this window. */
export function pastSentence(past: Past, { kind }: Finding): string {
  const { target, takenAtMs, agoMs, growth } = past;
  const since = `Since the check of ${utcTime(takenAtMs)} (${aboutDuration(agoMs)} before)`;
  const rate = formatPerMinute((growth * 60_000) / agoMs, kind);
  if (growth <= 0) {
    const what = kind === 'heap' ? 'the live heap of' : 'the number of these goroutines in';
    return `${since} ${what} ${target}, the same process, had not grown: this growth is recent or periodic.`;
  }
  if (kind === 'heap')
    return `${since} the live heap of ${target}, the same process, had grown by ${formatBytes(growth)} (${rate}): ${speed(past)}.`;
  return `${since} ${target}, the same process, had got ${formatCount(growth)} more of these goroutines (${rate}): ${speed(past)}.`;
}

function speed({ share, recent }: Past): string {
  if (recent) return 'far slower than in this window, so this growth is recent or periodic';
  if (share < asFast[0]) return 'more slowly than in this window';
  return share > asFast[1] ? 'faster than in this window' : 'as fast as in this window';
}
