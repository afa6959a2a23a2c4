import { actionsFor, afterAct, type IncidentAct } from '../incident/act.ts';
import { asOf } from '../incident/as-of.ts';
import { stateOf } from '../incident/finding-state.ts';
import type { Incident } from '../incident/incident.ts';
import { currentIncidents, type IncidentButton } from '../report/thread/incidents-message.ts';
import type { CheckStore } from './check-store.ts';
import { IncidentStandsError, UnknownIncidentError } from './incident-errors.ts';
import type { IncidentStore } from './incident-store.ts';
import type { Logger } from './logger.ts';
import type { Poster } from './poster.ts';
import type { ButtonMessage } from './pressed-message.ts';
import { UnknownCheckError } from './request-errors.ts';
import { demandRight, type RightsDeps } from './rights.ts';

export type IncidentPressDeps = RightsDeps & {
  readonly store: Pick<CheckStore, 'isElsewhere'>;
  readonly incidents: IncidentStore;
  readonly poster: Pick<Poster, 'update'>;
  readonly clock: () => number;
  readonly logger: Logger;
};

export type IncidentPress = {
  readonly button: IncidentButton;
  readonly act: IncidentAct;
  /** Slack user id. */
  readonly by: string;
  /** Where the button was pressed. */
  readonly channel: string;
  /** Undefined when the message with the button is not at hand: then it shows what is so now with the next press. */
  readonly message: ButtonMessage | undefined;
};

/**
 * Does about a leak what a person says, shows it in the message with the button, and answers how the leak stands then. Throws an
 * IncidentStandsError when that is done already or cannot be done any more (then the message shows how it stands), an
 * UnknownIncidentError, an UnknownCheckError for a report of another workspace, a NotAllowedError, and what the store throws.
 */
export async function pressIncident(deps: IncidentPressDeps, press: IncidentPress): Promise<Incident> {
  const { button, act, by, message } = press;
  await demandOwnReport(deps, button);
  await demandSilence(deps, press);
  let before: Incident | undefined;
  let after: Incident | undefined;
  await deps.incidents.change(button.service, (incidents) => {
    const nowMs = deps.clock();
    const stored = incidents.find(({ fingerprint }) => fingerprint === button.incident);
    before = stored && asOf(stored, nowMs);
    const acted = before && afterAct(before, act, { by, nowMs });
    after = acted;
    return acted === undefined ? incidents : incidents.map((each) => (each === stored ? acted : each));
  });
  if (message !== undefined) await showIncidents(deps, button, message);
  if (before === undefined) throw new UnknownIncidentError(button.service);
  if (after === undefined) throw new IncidentStandsError(act.action, before.status);
  return after;
}

/** The incident behind a button, for an act that needs an answer first. Throws as `pressIncident` does. */
export async function pressableIncident(
  deps: IncidentPressDeps,
  press: Omit<IncidentPress, 'act'> & { readonly act: 'snooze' | 'silence' },
): Promise<Incident> {
  const { button, act, message } = press;
  await demandOwnReport(deps, button);
  await demandSilence(deps, press);
  const incidents = await deps.incidents.of(button.service);
  const incident = incidents.find(({ fingerprint }) => fingerprint === button.incident);
  if (incident !== undefined && actionsFor(incident).includes(act)) return incident;
  if (message !== undefined) await showIncidents(deps, button, message);
  throw incident === undefined
    ? new UnknownIncidentError(button.service)
    : new IncidentStandsError(act, incident.status);
}

/** In a channel that workspaces share, a report is there for all to read; another one's may know the same leak, which is not what is meant. */
async function demandOwnReport(
  { store }: Pick<IncidentPressDeps, 'store'>,
  { check }: IncidentButton,
): Promise<void> {
  if (await store.isElsewhere(check)) throw new UnknownCheckError(check);
}

async function demandSilence(
  deps: RightsDeps,
  { button, by, channel }: Pick<IncidentPress, 'button' | 'by' | 'channel'>,
): Promise<void> {
  await demandRight(deps, { service: button.service, action: 'silence', person: { user: by, channel } });
}

/** Every leak of the message as it stands now, whichever was pressed. Best effort: what was pressed has been done. */
async function showIncidents(
  deps: IncidentPressDeps,
  { check, service }: IncidentButton,
  { channel, ts, text, blocks }: ButtonMessage,
): Promise<void> {
  try {
    const incidents = await deps.incidents.of(service);
    const byFingerprint = new Map(incidents.map((incident) => [incident.fingerprint, incident]));
    const current = currentIncidents(blocks, (fingerprint) => {
      const incident = byFingerprint.get(fingerprint);
      return (
        incident && {
          button: { check, service, incident: fingerprint },
          state: stateOf(asOf(incident, deps.clock())),
          growth: { kind: incident.kind, perMinute: incident.last.perMinute },
        }
      );
    });
    await deps.poster.update({ channel, ts, message: { text, blocks: current } });
  } catch (error) {
    deps.logger.warn({ err: error, check }, 'a pressed button of a leak could not be replaced');
  }
}
