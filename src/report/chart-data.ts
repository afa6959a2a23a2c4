/** Charts as plain data, ready for any renderer: numbers are already in the units that their labels name. */
export type ChartPoint = { readonly x: number; readonly y: number };

export type ChartLine = {
  /** Short, and different from every other line's. */
  readonly name: string;
  readonly points: readonly ChartPoint[];
  /** The last value with its unit, e.g. `83 MiB`. */
  readonly lastValue: string;
};

/** What the replicas not drawn do: from the lowest to the highest of them at each time. */
export type ChartBand = {
  readonly name: string;
  readonly points: readonly { readonly x: number; readonly low: number; readonly high: number }[];
};

export type ChartPanel = {
  readonly title: string;
  /** What the title's reader should also know, e.g. a memory limit off the chart. */
  readonly note: string | undefined;
  /** Whether only whole numbers make sense on its axis. */
  readonly whole: boolean;
  readonly lines: readonly ChartLine[];
  readonly band: ChartBand | undefined;
  /** A memory limit near enough to share the axis. */
  readonly limit: { readonly y: number; readonly label: string } | undefined;
};

/** Live heap and goroutines over the window, a panel each over the same time axis. */
export type GrowthChart = {
  readonly title: string;
  readonly subtitle: string;
  readonly xUnit: 'seconds' | 'minutes' | 'hours' | 'days';
  /** The window's length in `xUnit`. */
  readonly xMax: number;
  readonly panels: readonly ChartPanel[];
  /** What each mark is: a capture unless said. */
  readonly mark?: string;
  /** Whether its time axis looks back from now, rather than from a base to a head. */
  readonly isAgo?: boolean;
  readonly altText: string;
};

export type ChartBar = {
  readonly function: string;
  readonly place: string;
  /** Whose code it is, in words. */
  readonly origin: string;
  readonly own: boolean;
  /** Growth per minute (bytes or goroutines) with its 95 % interval. */
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** The same in words. */
  readonly label: string;
};

/** Bars that share one scale. */
export type ChartBarGroup = { readonly title: string; readonly bars: readonly ChartBar[] };

/** The stacks that grow fastest, bytes and goroutines apart. */
export type StacksChart = {
  readonly title: string;
  readonly subtitle: string;
  readonly groups: readonly ChartBarGroup[];
  readonly altText: string;
};

/** Slack's limit of an image's alternative text. */
export const altTextLimit = 2_000;
