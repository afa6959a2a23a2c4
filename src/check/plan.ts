import { usualCaptures } from '../leak/usual-captures.ts';
import type { Service } from './service.ts';

/** One time point of the window. The pair is base and head; light captures lie between them. */
export type PlannedPoint = {
  readonly index: number;
  readonly role: 'base' | 'light' | 'head';
  readonly dueAtMs: number;
  /** Past this instant the capture is given up, so that the check always ends. */
  readonly notAfterMs: number;
};

/** Everything that a check's jobs need, frozen before the first of them exists. Holds no header and no token. */
export type CheckPlan = {
  readonly check: string;
  readonly service: string;
  readonly windowMs: number;
  readonly t0Ms: number;
  readonly replicas: readonly { readonly name: string; readonly url: string }[];
  readonly points: readonly PlannedPoint[];
  /** Whether captures may force collections: unless it is false. */
  readonly gc?: boolean | undefined;
};

/** More captures than one in this time would cost a service more than they tell. */
const shortestIntervalMs = 1_000;
const longestGraceMs = 60_000;
const shortestGraceMs = 5_000;

/** Plans evenly spaced captures: as many as the service is to have, or the usual number. */
export function planCheck(request: {
  readonly check: string;
  readonly service: Service;
  readonly windowMs: number;
  readonly t0Ms: number;
}): CheckPlan {
  const { check, service, windowMs, t0Ms } = request;
  return {
    check,
    service: service.name,
    windowMs,
    t0Ms,
    replicas: service.targets.map(({ name, url }) => ({ name, url })),
    points: planPoints(captureCount(service, windowMs), { windowMs, t0Ms }),
    ...(service.gc ? {} : { gc: false }),
  };
}

/** How many captures a window of this service gets. */
export function captureCount({ captures }: Pick<Service, 'captures'>, windowMs: number): number {
  if (captures === undefined) return usualCaptures(windowMs);
  return Math.min(captures, Math.floor(windowMs / shortestIntervalMs) + 1);
}

function planPoints(
  count: number,
  { windowMs, t0Ms }: { readonly windowMs: number; readonly t0Ms: number },
): PlannedPoint[] {
  const intervalMs = windowMs / (count - 1);
  const graceMs = Math.min(Math.max(intervalMs * 0.8, shortestGraceMs), longestGraceMs);
  return Array.from({ length: count }, (_, index) => {
    const dueAtMs = Math.round(t0Ms + index * intervalMs);
    const role = index === 0 ? 'base' : index === count - 1 ? 'head' : 'light';
    return { index, role, dueAtMs, notAfterMs: Math.round(dueAtMs + graceMs) };
  });
}
