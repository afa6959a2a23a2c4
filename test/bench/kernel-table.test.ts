import { describe, expect, test } from 'vitest';
import { type KernelRun, kernelAnswer } from '../../bench/kernel-run.ts';
import { kernelTable } from '../../bench/kernel-table.ts';
import type { Report, ReportFinding } from '../../src/report/report.ts';

const kernel = { name: 'Etcd5509', file: 'etcd5509.go', directory: '/go/goker' };
const rising = [10, 20, 30, 40, 50, 60, 70, 80];
const level = [10, 10, 10, 10, 10, 10, 10, 10];

const finding: ReportFinding = {
  kind: 'goroutine',
  verdict: 'leak',
  pattern: 'goroutine-blocked-lock',
  confidence: 0.9,
  fingerprint: 'abc',
  culprit: { function: 'main.(*Client_etcd5509).Close.func1', file: 'goker/etcd5509.go', line: 40 },
  growth: { perMinute: 600, interval95: [500, 700], count: 100 },
  atHead: 110,
  replicas: ['Etcd5509-1'],
  stack: [],
  evidence: [],
  fixes: [],
};

function run(change: Partial<Report> = {}, counts: readonly number[] = rising, left = 90): KernelRun {
  const report: Report = {
    schema: 'leakcheck.report/1',
    service: kernel.name,
    window: { from: '2026-11-23T10:00:00.000Z', to: '2026-11-23T10:00:10.000Z', ms: 10_000, captures: 5 },
    replicas: [],
    verdict: 'leak',
    confidence: 0.9,
    reason: 'Goroutines pile up.',
    growth: {},
    findings: [finding],
    caveats: [],
    ...change,
  };
  return { kernel, counts, left, report, groups: ['lock main.Close: 10 20 30; growing'] };
}

const elsewhere = { ...finding, culprit: { ...finding.culprit, file: 'kernels/main.go' } };

describe('kernelAnswer', () => {
  test.each([
    { title: 'a leak of goroutines in the kernel', answer: 'found', of: run() },
    { title: 'a suspect', answer: 'missed', of: run({ verdict: 'suspect' }) },
    {
      title: 'a leak of heap',
      answer: 'missed',
      of: run({ findings: [{ ...finding, kind: 'heap' }, finding] }),
    },
    { title: 'a culprit outside the kernel', answer: 'missed', of: run({ findings: [elsewhere] }) },
    {
      title: 'a kernel that leaves nothing',
      answer: 'calm',
      of: run({ verdict: 'healthy', findings: [] }, level, 6),
    },
    { title: 'a leak where nothing stays', answer: 'alarm', of: run({}, level, 6) },
    { title: 'a rise that does not stay', answer: 'alarm', of: run({}, rising, 6) },
    { title: 'a leak that the noise of its calls hides', answer: 'unclear', of: run({}, level, 500) },
    {
      title: 'a program that has ended by itself',
      answer: 'unclear',
      of: { ...run({}, []), left: undefined },
    },
  ])('is $answer for $title', ({ answer, of }) => {
    expect(kernelAnswer(of)).toBe(answer);
  });
});

describe('kernelTable', () => {
  test('shows growth, verdict and culprit of each kernel', () => {
    expect(kernelTable([run()]).join('\n')).toMatch(
      /^Etcd5509 +\+70 +90 left leak +90 % found +goroutine goroutine-blocked-lock main\.\(\*Client_etcd5509\)\.Close$/m,
    );
  });

  test('takes recall over the kernels that pile up alone', () => {
    const missed = run({ verdict: 'suspect', reason: 'It grew too little.' });
    const lines = kernelTable([run(), run(), missed, run({ verdict: 'healthy', findings: [] }, level, 6)]);
    expect(lines).toContain('recall where goroutines pile up         2 of 3, 66.7 % (target ≥ 95 %)');
    expect(lines).toContain('called a leak where nothing stays       0 of 1, 0.0 % (target 0)');
  });

  test('gives the facts of each miss', () => {
    const lines = kernelTable([run({ verdict: 'suspect', reason: 'It grew too little.' })]);
    expect(lines.slice(lines.indexOf('missed: Etcd5509'))).toEqual([
      'missed: Etcd5509',
      '  said suspect: It grew too little.',
      '  goroutines twice a second: 10 20 30 40 50 60 70 80',
      '  finding: leak 90 % goroutine main.(*Client_etcd5509).Close.func1 (goker/etcd5509.go:40)',
      '  lock main.Close: 10 20 30; growing',
    ]);
  });
});
