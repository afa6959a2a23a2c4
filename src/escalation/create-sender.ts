import type { EscalationSender } from '../check/escalation-sender.ts';
import { sendGitHub } from './github.ts';
import { sendPagerDuty } from './pagerduty.ts';
import { createHttp, type HttpOptions } from './send-http.ts';
import { sendWebhook } from './webhook.ts';

/** Every way that leads out of Slack. */
export function createEscalationSender(
  options: HttpOptions & { readonly clock: () => number },
): EscalationSender & { close(): Promise<void> } {
  const http = createHttp(options);
  return {
    send: (way, notice, known) => {
      switch (way.kind) {
        case 'pagerduty':
          return sendPagerDuty(http, way, notice);
        case 'webhook':
          return sendWebhook(http, way, { notice, nowMs: options.clock() });
        case 'github':
          return sendGitHub(http, way, { notice, known });
      }
    },
    close: () => http.close(),
  };
}
