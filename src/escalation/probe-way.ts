import { z } from 'zod';
import { SendError } from '../check/escalation-sender.ts';
import type { EscalationWay } from '../check/escalation-way.ts';
import { type GitHub, readRepository } from './github.ts';
import type { Http } from './send-http.ts';

/** What a way is found to be without telling it anything; `doubt` is what may keep a notice from arriving. */
export type Probed = {
  readonly says: string;
  readonly doubt?: { readonly says: string; readonly nextStep: string } | undefined;
};

/**
 * Asks a way whether it is there, and tells it nothing: nobody is paged. A webhook's own address is not asked, only its host, since what a
 * request there sets off is not known. Throws a SendError, which names neither url nor secret.
 */
export async function probeWay(http: Http, way: EscalationWay): Promise<Probed> {
  switch (way.kind) {
    case 'pagerduty':
      return { ...(await answers(http, way.apiUrl)), doubt: keyDoubt(way.routingKey) };
    case 'webhook':
      return answers(http, way.url);
    case 'github':
      return repositoryOf(http, way);
  }
}

/** Any status says that somebody is there; what it would say to a notice is not known. */
async function answers(http: Http, url: string): Promise<Probed> {
  const { status } = await http.exchange({
    method: 'HEAD',
    url: new URL('/', url),
    headers: {},
    reads: false,
  });
  return { says: `its host answers (HTTP ${status})` };
}

function keyDoubt(routingKey: string): Probed['doubt'] {
  if (/^[A-Za-z0-9]{32}$/.test(routingKey)) return undefined;
  return {
    says: 'its routing key is not 32 letters and digits, as integration keys are',
    nextStep: 'Copy the integration key of an Events API v2 integration once more.',
  };
}

const Repository = z.object({
  archived: z.boolean().default(false),
  has_issues: z.boolean().default(true),
  permissions: z.object({ pull: z.boolean() }).optional(),
});

async function repositoryOf(http: Http, way: GitHub): Promise<Probed> {
  const { archived, has_issues: hasIssues } = await readRepository(http, way, Repository);
  if (archived) throw refused('the repository is archived', 'Name a repository that takes issues.');
  if (!hasIssues)
    throw refused('issues are turned off', 'Turn issues on in the settings of that repository.');
  return { says: 'its token can read the repository, which takes issues' };
}

function refused(message: string, nextStep: string): SendError {
  return new SendError({ kind: 'refused', message, nextStep });
}
