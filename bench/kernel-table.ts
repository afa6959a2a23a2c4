import { enclosingFunction } from '../src/leak/function-name.ts';
import { type KernelRun, kernelAnswer } from './kernel-run.ts';
import { share } from './share.ts';

/** A row a kernel, recall over those whose goroutines pile up, then the facts of each miss, each false alarm and each unclear one. */
export function kernelTable(runs: readonly KernelRun[]): string[] {
  const sorted = [...runs].sort((a, b) => a.kernel.name.localeCompare(b.kernel.name));
  const of = (wanted: ReturnType<typeof kernelAnswer>) =>
    sorted.filter((run) => kernelAnswer(run) === wanted);
  const [found, missed, calm, alarm, unclear] = [
    of('found'),
    of('missed'),
    of('calm'),
    of('alarm'),
    of('unclear'),
  ];
  return [
    '',
    ...sorted.map(row),
    '',
    `recall where goroutines pile up         ${share(found.length, found.length + missed.length)} (target ≥ 95 %)`,
    `called a leak where nothing stays       ${share(alarm.length, alarm.length + calm.length)} (target 0)`,
    `not counted, as the growth is unclear    ${unclear.length}`,
    ...[...missed, ...alarm, ...unclear].flatMap((run) => [
      '',
      `${kernelAnswer(run)}: ${run.kernel.name}`,
      ...facts(run),
    ]),
  ];
}

/** One line for one kernel. */
export function row(run: KernelRun): string {
  const { kernel, counts, left, report } = run;
  const [first] = report.findings;
  const grew = (counts.at(-1) ?? 0) - (counts[0] ?? 0);
  return [
    kernel.name.padEnd(24),
    `${grew < 0 ? '' : '+'}${grew}`.padStart(7),
    `${left ?? '–'} left`.padStart(11),
    report.verdict.padEnd(13),
    `${Math.round(report.confidence * 100)} %`.padStart(5),
    kernelAnswer(run).padEnd(7),
    first === undefined
      ? report.reason
      : `${first.kind} ${first.pattern} ${enclosingFunction(first.culprit.function)}`,
  ].join(' ');
}

function facts({ counts, report, groups }: KernelRun): string[] {
  return [
    `  said ${report.verdict}: ${report.reason}`,
    `  goroutines twice a second: ${counts.join(' ')}`,
    ...report.replicas.map(({ series }) => `  goroutines at the captures: ${series.goroutines.join(' ')}`),
    ...report.findings.map(
      ({ kind, verdict, confidence, culprit }) =>
        `  finding: ${verdict} ${Math.round(confidence * 100)} % ${kind} ${culprit.function} (${culprit.file}:${culprit.line})`,
    ),
    ...groups.map((group) => `  ${group}`),
    ...report.caveats.map((caveat) => `  ${caveat}`),
  ];
}
