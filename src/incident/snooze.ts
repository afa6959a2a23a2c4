import type { Incident } from './incident.ts';
import type { SnoozedUntil } from './status.ts';

const hourMs = 3_600_000;

/** How long an incident can be snoozed. */
export const snoozeChoices = ['1h', '6h', '1d', '1w', 'faster'] as const;
export type SnoozeChoice = (typeof snoozeChoices)[number];

const lengthsMs: Readonly<Record<Exclude<SnoozeChoice, 'faster'>, number>> = {
  '1h': hourMs,
  '6h': 6 * hourMs,
  '1d': 24 * hourMs,
  '1w': 7 * 24 * hourMs,
};

/** Faster than it can measure by chance alone: by a fifth, and with the whole 95 % interval above. */
const fasterFactor = 1.2;

export function snoozedUntil(choice: SnoozeChoice, { last }: Incident, nowMs: number): SnoozedUntil {
  return choice === 'faster'
    ? { kind: 'faster', perMinute: last.perMinute, replicas: last.replicas }
    : { kind: 'time', atMs: nowMs + lengthsMs[choice] };
}

/** Growth is compared replica for replica: a service that was scaled out does not leak faster. */
export function isSnoozeOver(
  until: SnoozedUntil,
  now: { readonly perMinute: number; readonly atLeastPerMinute: number; readonly replicas: number },
  nowMs: number,
): boolean {
  if (until.kind === 'time') return nowMs >= until.atMs;
  const replicas = Math.max(1, now.replicas);
  const then = until.perMinute / until.replicas;
  return now.perMinute / replicas >= then * fasterFactor && now.atLeastPerMinute / replicas > then;
}
