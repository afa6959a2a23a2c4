export const severities = ['critical', 'error', 'warning', 'info'] as const;

type Named = {
  /** Tells it from the service's others, in job ids too: letters, digits, `-`, `_` and `.`. */
  readonly key: string;
};

/** A way that leads out of Slack, as the services file has it. Holds secrets: never to be logged, stored or shown as a whole. */
export type EscalationWay =
  | (Named & {
      readonly kind: 'pagerduty';
      readonly name: string | undefined;
      readonly routingKey: string;
      /** Base of the Events API. */
      readonly apiUrl: string;
      readonly region: 'us' | 'eu';
      readonly severity: (typeof severities)[number];
    })
  | (Named & {
      readonly kind: 'webhook';
      readonly name: string;
      readonly url: string;
      /** Signs what is sent. */
      readonly secret: string;
      readonly headers: Readonly<Record<string, string>>;
    })
  | (Named & {
      readonly kind: 'github';
      /** `owner/name`. */
      readonly repository: string;
      readonly token: string;
      readonly labels: readonly string[];
      readonly apiUrl: string;
    });

/** What people read: no secret is in it. */
export function wayName(way: EscalationWay): string {
  switch (way.kind) {
    case 'pagerduty':
      return way.name === undefined ? 'PagerDuty' : `PagerDuty ${way.name}`;
    case 'webhook':
      return `Webhook ${way.name}`;
    case 'github':
      return `GitHub ${way.repository}`;
  }
}
