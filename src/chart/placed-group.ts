import type { ChartBarGroup } from '../report/chart-data.ts';

/** A group of bars and the ids of its axes. */
export type PlacedGroup = { readonly group: ChartBarGroup; readonly rows: string; readonly values: string };
