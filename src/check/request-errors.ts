import type { Incident } from '../incident/incident.ts';

/** No service of this name in the services file. */
export class UnknownServiceError extends Error {
  override readonly name = 'UnknownServiceError';
  /** As written by a person: escape it before it is shown. */
  readonly service: string;
  /** The name that was most likely meant. */
  readonly closest: string | undefined;
  readonly known: readonly string[];

  constructor(service: string, suggestions: { closest: string | undefined; known: readonly string[] }) {
    super(`No service is named "${service.slice(0, 80)}".`);
    this.service = service;
    this.closest = suggestions.closest;
    this.known = suggestions.known;
  }
}

/** The service may be checked, but not from this channel. */
export class ChannelNotAllowedError extends Error {
  override readonly name = 'ChannelNotAllowedError';
  readonly service: string;
  /** Channel ids in which it may be checked. */
  readonly channels: readonly string[];

  constructor(service: string, channels: readonly string[]) {
    super(`${service} may not be checked from this channel.`);
    this.service = service;
    this.channels = channels;
  }
}

type RunningCheck = {
  readonly id: string;
  readonly permalink: string | undefined;
  /** A digest's check has no thread of its own. */
  readonly isForDigest?: boolean;
};

/** The same service is being checked over the same window. */
export class AlreadyRunningError extends Error {
  override readonly name = 'AlreadyRunningError';
  readonly service: string;
  /** Undefined when it ended, or had no thread yet, at the moment of looking. */
  readonly running: RunningCheck | undefined;

  constructor(service: string, running: RunningCheck | undefined) {
    super(`${service} is being checked already.`);
    this.service = service;
    this.running = running;
  }
}

/** The bot cannot write where the question was asked. */
export class NotInChannelError extends Error {
  override readonly name = 'NotInChannelError';
  /** Undefined where it is the channel that the person looks at. */
  readonly channel: string | undefined;
  /** Between two people there is no place for a third. */
  readonly isDirect: boolean;

  constructor(
    message?: string,
    options: { readonly cause?: unknown; readonly channel?: string; readonly isDirect?: boolean } = {},
  ) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.channel = options.channel;
    this.isDirect = options.isDirect ?? false;
  }
}

/** Who asked is not in the channel in which the answer was to be posted. */
export class NotAMemberError extends Error {
  override readonly name = 'NotAMemberError';
  readonly channel: string;

  constructor(channel: string, options: { readonly cause: unknown }) {
    super('The person is not in this channel.', options);
    this.channel = channel;
  }
}

/** The id names no check: mistyped, or too old. */
export class UnknownCheckError extends Error {
  override readonly name = 'UnknownCheckError';
  readonly id: string;

  constructor(id: string) {
    super(`No check has the id "${id.slice(0, 40)}".`);
    this.id = id;
  }
}

/** The check has ended: nothing is left to cancel. */
export class CheckOverError extends Error {
  override readonly name = 'CheckOverError';
  readonly id: string;
  readonly state: string;

  constructor(id: string, state: string) {
    super(`The check ${id} is ${state}.`);
    this.id = id;
    this.state = state;
  }
}

/** Somebody was faster with this button. */
export class AlreadyPressedError extends Error {
  override readonly name = 'AlreadyPressedError';
  readonly button: string;
  /** Undefined while the first press is still being worked on. */
  readonly first: { readonly by: string; readonly atMs: number } | undefined;

  constructor(button: string, first: { by: string; atMs: number } | undefined) {
    super('The button was pressed before.');
    this.button = button;
    this.first = first;
  }
}

/** All that leaks in a check was escalated, from it or from another one, and is not resolved since. */
export class AlreadyEscalatedError extends Error {
  override readonly name = 'AlreadyEscalatedError';
  readonly service: string;
  /** When each of them was, and by whom unless by itself. */
  readonly leaks: readonly { readonly atMs: number; readonly by?: string | undefined }[];

  constructor(
    service: string,
    leaks: readonly { readonly atMs: number; readonly by?: string | undefined }[],
  ) {
    super(`What leaks in ${service} was escalated before.`);
    this.service = service;
    this.leaks = leaks;
  }
}

/** All that a check found is resolved or said to be no leak since: there is nothing to tell anybody of. */
export class LeaksOverError extends Error {
  override readonly name = 'LeaksOverError';
  readonly service: string;
  readonly leaks: readonly Pick<Incident, 'culprit' | 'status'>[];

  constructor(service: string, leaks: readonly Pick<Incident, 'culprit' | 'status'>[]) {
    super(`What leaked in ${service} is resolved or silenced since.`);
    this.service = service;
    this.leaks = leaks;
  }
}

/** The services file names nobody to tell. */
export class NoOwnerError extends Error {
  override readonly name = 'NoOwnerError';
  readonly service: string;

  constructor(service: string) {
    super(`${service} has no owner in the services file.`);
    this.service = service;
  }
}

/** Nobody could be told. */
export class EscalationFailedError extends Error {
  override readonly name = 'EscalationFailedError';
  readonly service: string;
  readonly problems: readonly string[];

  constructor(service: string, problems: readonly string[], cause: unknown) {
    super(`Nobody could be told about ${service}.`, { cause });
    this.service = service;
    this.problems = problems;
  }
}
