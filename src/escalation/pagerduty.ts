import type { Notice, Receipt } from '../check/escalation-sender.ts';
import type { EscalationWay } from '../check/escalation-way.ts';
import type { Http } from './send-http.ts';
import { isSuccess, statusProblem } from './status-problem.ts';

type PagerDuty = Extract<EscalationWay, { kind: 'pagerduty' }>;

const longestSummary = 1_024;

/** Sends an event to PagerDuty's Events API v2, which makes one alert of all events with one `dedup_key`. */
export async function sendPagerDuty(http: Http, way: PagerDuty, notice: Notice): Promise<Receipt> {
  const answer = await http.exchange({
    method: 'POST',
    url: new URL('v2/enqueue', way.apiUrl),
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(pagerDutyEvent(way, notice)),
    reads: false,
  });
  if (!isSuccess(answer)) throw statusProblem(answer, refusals);
  return {};
}

const refusals = {
  0: 'Check the `routingKey`: it is the integration key of an Events API v2 integration, and `region` must be that of the account.',
};

function pagerDutyEvent(way: PagerDuty, notice: Notice): Readonly<Record<string, unknown>> {
  const { event, dedupKey } = notice;
  const common = { routing_key: way.routingKey, dedup_key: dedupKey };
  if (event === 'acknowledge' || event === 'resolve') return { ...common, event_action: event };
  const { service, permalink, incident, facts, note, atMs } = notice;
  const link =
    permalink === undefined
      ? {}
      : { client_url: permalink, links: [{ href: permalink, text: 'The report' }] };
  return {
    ...common,
    event_action: 'trigger',
    client: 'leakcheck',
    ...link,
    payload: {
      summary: notice.title.slice(0, longestSummary),
      source: service,
      component: service,
      group: 'leakcheck',
      class: incident?.pattern ?? 'check',
      severity: way.severity,
      timestamp: new Date(atMs).toISOString(),
      custom_details: {
        ...Object.fromEntries(facts.map(({ label, text }) => [label, text])),
        ...(note === '' ? {} : { Note: note }),
        Check: notice.check,
      },
    },
  };
}
