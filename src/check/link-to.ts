import type { IncidentThread } from '../incident/incident.ts';
import type { Logger } from './logger.ts';
import type { Poster } from './poster.ts';

/** The address of a message; undefined where there is none, or Slack does not say. */
export async function linkTo(
  deps: { readonly poster: Pick<Poster, 'permalink'>; readonly logger: Logger },
  message: IncidentThread | undefined,
): Promise<string | undefined> {
  if (message === undefined) return undefined;
  try {
    return await deps.poster.permalink(message);
  } catch (error) {
    deps.logger.warn({ err: error, message }, 'no link to a message');
    return undefined;
  }
}
