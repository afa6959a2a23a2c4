const barWidth = 24;

/**
 * A line on a terminal that is redrawn with the captures done and the time left; piped, nothing is written.
 * `stop` wipes the line.
 */
export function createProgressBar(options: {
  readonly write: (text: string) => void;
  readonly isTerminal: boolean;
  readonly clock: () => number;
}): { update(progress: Progress): void; stop(): void } {
  if (!options.isTerminal) return { update: () => undefined, stop: () => undefined };
  let latest: Progress | undefined;
  const draw = () => {
    if (latest !== undefined) options.write(`\r\x1b[K${progressLine(latest, options.clock())}`);
  };
  const timer = setInterval(draw, 500);
  timer.unref();
  return {
    update: (progress) => {
      latest = progress;
      draw();
    },
    stop: () => {
      clearInterval(timer);
      options.write('\r\x1b[K');
    },
  };
}

export type Progress = {
  readonly label: string;
  readonly done: number;
  readonly planned: number;
  readonly startedAtMs: number;
  readonly endsAtMs: number;
};

/** `payments  ██████░░░░  3 of 5 captures, 12 s left`. */
export function progressLine(progress: Progress, nowMs: number): string {
  const { label, done, planned, startedAtMs, endsAtMs } = progress;
  const share = Math.min(1, Math.max(0, (nowMs - startedAtMs) / Math.max(1, endsAtMs - startedAtMs)));
  const filled = Math.round(share * barWidth);
  const leftS = Math.max(0, Math.ceil((endsAtMs - nowMs) / 1_000));
  const left = leftS >= 120 ? `${Math.ceil(leftS / 60)} min left` : `${leftS} s left`;
  return `${label}  ${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)}  ${done} of ${planned} captures, ${left}`;
}
