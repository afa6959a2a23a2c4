import type { PrometheusQueries } from '../metrics/prometheus-queries.ts';

/** One replica of a service, as the services file names it. Header values never leave the process. */
export type Target = {
  /** What people see: `payments-1`, or host and port. */
  readonly name: string;
  /** Base of the pprof endpoints, e.g. `http://10.0.0.7:6060/debug/pprof/`; always ends in a slash. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** PEM of the certificate authority to trust for this target, where it is not a public one. */
  readonly tlsCa: string | undefined;
  /** Where its metrics are, if the services file says so. */
  readonly metrics?: MetricsSource | undefined;
};

/** Where a replica's metrics are asked for, with the headers and the authority that this place needs. */
export type MetricsSource =
  | {
      readonly kind: 'page';
      readonly server: MetricsServer;
      /** Below the server's url, e.g. `metrics`. */
      readonly endpoint: string;
      /** Names of request counters; the usual ones where empty. */
      readonly counters: readonly string[];
    }
  | { readonly kind: 'prometheus'; readonly server: MetricsServer; readonly queries: PrometheusQueries };

type MetricsServer = Omit<Target, 'metrics'>;

/** What a valid answer looks like. */
export type Expected = 'profile' | 'text' | 'heap-text' | 'metrics' | 'json';

/** Fetches one profile of one target within caps on bytes and time. Throws a TargetError. */
export type TargetClient = {
  fetch(request: TargetRequest): Promise<FetchedProfile>;
};

export type TargetRequest = {
  readonly target: Target;
  /** Endpoint below the target's url, e.g. `heap?gc=1&debug=1`. */
  readonly endpoint: string;
  /** Aborts at the deadline of the capture, on cancel and at shutdown. */
  readonly signal: AbortSignal;
  /**
   * Gzip'd (or bare) protobuf, a text profile, a page of metrics, or JSON. Of a heap text (`heap?debug=1`) the names of functions
   * are left out below records of which nothing is in use.
   */
  readonly expect: Expected;
};

export type FetchedProfile = {
  /** The body as served (a heap text without some names), still gzip'd where the profile is; any content-encoding removed. */
  readonly bytes: Uint8Array;
  /** When the first byte of the answer arrived, milliseconds since the epoch. */
  readonly answeredAtMs: number;
};
