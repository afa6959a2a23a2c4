import { guardedConnector } from '../capture/guarded-connector.ts';
import { SendError } from '../check/escalation-sender.ts';
import { type EscalationWay, wayName } from '../check/escalation-way.ts';
import type { Service } from '../check/service.ts';
import { probeWay } from '../escalation/probe-way.ts';
import { createHttp, type Http } from '../escalation/send-http.ts';
import type { Examination } from './examination.ts';

const usuallyWithinMs = 5_000;
const mostNamed = 3;

type NamedWay = { readonly way: EscalationWay; readonly services: readonly string[] };

/** Whether each way of escalation is there and lets leakcheck in, as far as can be known without paging anybody. */
export async function examineEscalation(
  services: readonly Service[],
  withinMs = usuallyWithinMs,
): Promise<readonly Examination[]> {
  const http = createHttp({
    connect: guardedConnector({ tlsCa: undefined, connectTimeoutMs: withinMs }),
    timeoutMs: withinMs,
  });
  try {
    return (await Promise.all(waysOf(services).map((way) => examineWay(http, way)))).flat();
  } finally {
    await http.close();
  }
}

/** The same way of several services, by `defaults` say, is asked once. */
function waysOf(services: readonly Service[]): readonly NamedWay[] {
  const ways = new Map<string, { way: EscalationWay; services: string[] }>();
  for (const { name, escalation = [] } of services) {
    for (const way of escalation) {
      const same = JSON.stringify(way);
      const known = ways.get(same) ?? { way, services: [] };
      ways.set(same, known);
      known.services.push(name);
    }
  }
  return [...ways.values()];
}

async function examineWay(http: Http, named: NamedWay): Promise<readonly Examination[]> {
  const name = `Escalation ${wayName(named.way)} of ${servicesOf(named)}`;
  try {
    const { says, doubt } = await probeWay(http, named.way);
    if (doubt === undefined) return [{ name, state: 'ok', says }];
    return [{ name, state: 'warn', says: `${says}, but ${doubt.says}`, nextStep: doubt.nextStep }];
  } catch (error) {
    if (!(error instanceof SendError)) throw error;
    return [{ name, state: 'fail', says: error.message, nextStep: error.nextStep }];
  }
}

function servicesOf({ services }: NamedWay): string {
  const more = services.length - mostNamed;
  const named = services.slice(0, mostNamed).join(', ');
  return more > 0 ? `${named} and ${more} more` : named;
}
