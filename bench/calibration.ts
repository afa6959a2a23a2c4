import type { Judgement } from '../lab/judge-answer.ts';
import { share, shareWithInterval } from './share.ts';

const bins = [0.99, 0.95, 0.9, 0.8, 0.5, 0] as const;
/** What is stated as high as this has to be right 95 times in 100. */
const high = 0.95;

type Stated = {
  readonly service: string;
  readonly confidence: number;
  readonly right: boolean;
  readonly culpritRight: boolean;
};

/**
 * How often stated confidence was right: of findings that were called a leak, and of healthy verdicts. Runs of one service are
 * alike, so that the intervals, which take them for strangers, are narrower than the truth: the services are counted beside.
 */
export function calibration(judgements: readonly Judgement[]): string[] {
  return [...findingLines(judgements), '', ...healthyLines(judgements)];
}

function findingLines(judgements: readonly Judgement[]): string[] {
  const stated = judgements.flatMap(({ service, findings }) =>
    findings
      .filter(({ verdict }) => verdict === 'leak')
      .map(({ confidence, right, culpritRight }) => ({ service, confidence, right, culpritRight })),
  );
  const sure = stated.filter(({ confidence }) => confidence >= high);
  return [
    'findings called a leak: stated confidence, and how often there was a leak of that kind',
    ...bins.map((from, index) => binLine(stated, from, bins[index - 1])),
    `  stated ≥ 95 %: ${rightOf(sure)} right, of ${servicesOf(sure)}; its culprit ${share(sure.filter(({ culpritRight }) => culpritRight).length, sure.length)}`,
  ];
}

function healthyLines(judgements: readonly Judgement[]): string[] {
  const stated = judgements
    .filter(({ said }) => said === 'healthy')
    .map(({ service, confidence, expected }) => {
      const right = expected === 'healthy';
      return { service, confidence, right, culpritRight: right };
    });
  const mean = stated.reduce((sum, { confidence }) => sum + confidence, 0) / stated.length;
  return [
    'healthy verdicts: stated confidence, and how often the service was healthy',
    ...bins
      .map((from, index) => binLine(stated, from, bins[index - 1]))
      .filter((line) => !line.includes(' of 0,')),
    stated.length === 0
      ? '  none was given'
      : `  stated ${(100 * mean).toFixed(1)} % on average: ${rightOf(stated)} right, of ${servicesOf(stated)}`,
  ];
}

/** From one confidence up to, and without, the next; the highest bin includes 100 %. */
function binLine(stated: readonly Stated[], from: number, to: number | undefined): string {
  const inside = stated.filter(
    ({ confidence }) => confidence >= from && (to === undefined || confidence < to),
  );
  const right = inside.filter((one) => one.right).length;
  return `  from ${Math.round(from * 100)} %`.padEnd(14) + share(right, inside.length);
}

function rightOf(stated: readonly Stated[]): string {
  return shareWithInterval(stated.filter(({ right }) => right).length, stated.length);
}

function servicesOf(stated: readonly Stated[]): string {
  const count = new Set(stated.map(({ service }) => service)).size;
  return `${count} ${count === 1 ? 'service' : 'services'}`;
}
