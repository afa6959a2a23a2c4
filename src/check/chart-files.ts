import { growthChart } from '../report/growth-chart.ts';
import type { Report } from '../report/report.ts';
import { stacksChart } from '../report/stacks-chart.ts';
import type { UploadFile } from './poster.ts';
import type { ProfileStore } from './profile-store.ts';

/** The check's stored charts with what they show in words; a chart that was not drawn is left out. */
export async function chartFiles(
  profiles: ProfileStore,
  check: string,
  report: Report,
): Promise<readonly UploadFile[]> {
  const [growth, stacks] = await Promise.all([
    profiles.getArtefact(check, 'growth.png'),
    profiles.getArtefact(check, 'stacks.png'),
  ]);
  return [
    ...image({ name: 'growth.png', bytes: growth, chart: growthChart(report) }),
    ...image({ name: 'stacks.png', bytes: stacks, chart: stacksChart(report) }),
  ];
}

function image(picture: {
  readonly name: string;
  readonly bytes: Uint8Array | undefined;
  readonly chart: { readonly title: string; readonly altText: string } | undefined;
}): UploadFile[] {
  const { name, bytes, chart } = picture;
  return bytes === undefined || chart === undefined
    ? []
    : [{ name, title: chart.title, altText: chart.altText, bytes }];
}
