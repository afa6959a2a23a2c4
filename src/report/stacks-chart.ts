import { altTextLimit, type ChartBar, type ChartBarGroup, type StacksChart } from './chart-data.ts';
import { shortFunction, shortPlace } from './go-name.ts';
import { cutMiddle, plainText } from './plain-text.ts';
import type { Report, ReportFinding } from './report.ts';
import { culpritOrigin, originWords } from './report-words.ts';
import { formatRate, formatWindow, type Measure } from './units.ts';

const mostBars = 6;

/** The top growing stacks of a report; undefined when it has no finding. */
export function stacksChart(report: Report): StacksChart | undefined {
  if (report.findings.length === 0) return undefined;
  const shown = report.findings.slice(0, mostBars);
  const more = report.findings.length - shown.length;
  const rest = more > 0 ? `, and ${more} more in report.json` : '';
  return {
    title: `${plainText(report.service, 60)}: what grows`,
    subtitle: `Growth per minute over ${formatWindow(report.window.ms)}; the whisker is the 95 % interval${rest}`,
    groups: [
      ...group(shown, 'goroutine', 'Goroutines per minute'),
      ...group(shown, 'heap', 'Live heap per minute'),
    ]
      .toSorted((a, b) => firstIndex(shown, a) - firstIndex(shown, b))
      .map(({ title, bars }) => ({ title, bars })),
    altText: altText(report, shown, more),
  };
}

type MeasuredGroup = ChartBarGroup & { readonly measure: Measure };

function group(findings: readonly ReportFinding[], measure: Measure, title: string): MeasuredGroup[] {
  const bars = findings.filter((finding) => finding.kind === measure).map(bar);
  return bars.length > 0 ? [{ measure, title, bars: bars.toSorted((a, b) => b.value - a.value) }] : [];
}

/** The group of the worst finding comes first. */
function firstIndex(findings: readonly ReportFinding[], { measure }: MeasuredGroup): number {
  return findings.findIndex((finding) => finding.kind === measure);
}

function bar(finding: ReportFinding): ChartBar {
  const { perMinute, interval95 } = finding.growth;
  const origin = culpritOrigin(finding);
  return {
    function: shortFunction(finding.culprit.function),
    place: shortPlace(finding.culprit),
    origin: originWords[origin],
    own: origin === 'own',
    value: perMinute,
    low: Math.min(interval95[0], perMinute),
    high: Math.max(interval95[1], perMinute),
    label: formatRate(finding.growth, finding.kind),
  };
}

function altText(report: Report, shown: readonly ReportFinding[], more: number): string {
  const sentences = shown.map((finding) => {
    const name = `${cutMiddle(shortFunction(finding.culprit.function), 90)} (${shortPlace(finding.culprit)}, ${originWords[culpritOrigin(finding)]})`;
    return `${name} grows by ${formatRate(finding.growth, finding.kind)}.`;
  });
  const rest = more > 0 ? [`${more} more are in report.json.`] : [];
  const intro = `Top growing stacks of ${plainText(report.service, 60)} over ${formatWindow(report.window.ms)}.`;
  return plainText([intro, ...sentences, ...rest].join(' '), altTextLimit)
    .replaceAll('<', '‹')
    .replaceAll('>', '›');
}
