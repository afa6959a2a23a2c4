/** One queue per kind of job, so that each has its own concurrency. */
export const queueNames = {
  check: 'check',
  capture: 'capture',
  analyse: 'analyse',
  report: 'report',
  upkeep: 'upkeep',
  escalation: 'escalation',
  digest: 'digest',
} as const;

/** Deterministic ids: adding a job again finds the job that is there. BullMQ allows no `:` in them. */
export const jobIds = {
  check: (check: string) => check,
  capture: (check: string, point: number, batch = 0) =>
    batch === 0 ? `${check}-p${point}` : `${check}-p${point}-${batch}`,
  analyse: (check: string) => `${check}-analyse`,
  report: (check: string) => `${check}-report`,
} as const;
