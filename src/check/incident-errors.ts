import type { IncidentAction } from '../incident/act.ts';
import type { Status } from '../incident/status.ts';

/** What was asked for is done already, or cannot be done to an incident that stands like this. */
export class IncidentStandsError extends Error {
  override readonly name = 'IncidentStandsError';
  readonly action: IncidentAction;
  readonly status: Status;

  constructor(action: IncidentAction, status: Status) {
    super(`An incident that is ${status.is} cannot be changed by ${action}.`);
    this.action = action;
    this.status = status;
  }
}

/** The leak has not been seen for so long that nothing is known of it any more. */
export class UnknownIncidentError extends Error {
  override readonly name = 'UnknownIncidentError';
  readonly service: string;

  constructor(service: string) {
    super('Nothing is known of this leak any more.');
    this.service = service;
  }
}
