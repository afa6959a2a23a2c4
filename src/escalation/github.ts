import { z } from 'zod';
import { type Notice, type Receipt, SendError } from '../check/escalation-sender.ts';
import type { EscalationWay } from '../check/escalation-way.ts';
import { commentBody, issueBody, issueMark, noticeMark } from './github-text.ts';
import type { Http, HttpAnswer } from './send-http.ts';
import { isSuccess, statusProblem } from './status-problem.ts';

export type GitHub = Extract<EscalationWay, { kind: 'github' }>;

const Issue = z.object({
  number: z.number().int(),
  html_url: z.string(),
  state: z.string(),
  body: z.string().nullish(),
});
type Issue = z.infer<typeof Issue>;
const Comment = z.object({ html_url: z.string(), body: z.string().nullish() });

/** Issues that are read to find one that was made a moment ago: GitHub's search does not know it yet. */
const mostRecent = 30;
const mostComments = 100;

/**
 * Opens an issue for an incident, once for good; what is told later of the incident is a comment, and where it is back the issue is
 * opened again. Issue and comments carry marks by which they are found after a lost answer. An acknowledgement is no news there.
 */
export async function sendGitHub(
  http: Http,
  way: GitHub,
  { notice, known }: { readonly notice: Notice; readonly known: Receipt | undefined },
): Promise<Receipt> {
  if (notice.event === 'acknowledge') return known ?? {};
  const api = apiOf(http, way);
  const issue = await findIssue(api, way, notice, known);
  if (issue === undefined) {
    return notice.event === 'trigger' ? receiptOf(await createIssue(api, way, notice)) : {};
  }
  // What was made by a try whose answer was lost.
  if (issue.body?.includes(noticeMark(notice)) === true) return receiptOf(issue);
  if (notice.event === 'trigger' && issue.state === 'closed') {
    await api.call('PATCH', `/issues/${issue.number}`, Issue, { state: 'open' });
  }
  await commentOnce(api, issue, notice);
  return receiptOf(issue);
}

/** What GitHub says of the repository; changes nothing. Throws a SendError. */
export function readRepository<T>(http: Http, way: GitHub, schema: z.ZodType<T>): Promise<T> {
  return apiOf(http, way).call('GET', '', schema);
}

async function findIssue(
  api: Api,
  way: GitHub,
  notice: Notice,
  known: Receipt | undefined,
): Promise<Issue | undefined> {
  if (known?.ref !== undefined) return api.call('GET', `/issues/${known.ref}`, Issue);
  const mark = issueMark(notice);
  const isOurs = ({ body }: Issue) => body?.includes(mark) === true;
  const recent = `/issues?state=all&sort=created&direction=desc&per_page=${mostRecent}`;
  const found = (await api.call('GET', recent, z.array(Issue))).find(isOurs);
  if (found !== undefined) return found;
  const query = encodeURIComponent(`repo:${way.repository} is:issue in:body "${notice.dedupKey}"`);
  const search = z.object({ items: z.array(Issue) });
  return (await api.search(`/search/issues?per_page=10&q=${query}`, search)).items.find(isOurs);
}

function createIssue(api: Api, way: GitHub, notice: Notice): Promise<Issue> {
  const issue = { title: notice.title.slice(0, 250), body: issueBody(notice), labels: way.labels };
  return api.call('POST', '/issues', Issue, issue);
}

/** Newest comments come last, so only those since shortly before the notice are asked for. */
async function commentOnce(api: Api, { number }: Issue, notice: Notice): Promise<void> {
  const since = new Date(notice.atMs - 3_600_000).toISOString();
  const comments = `/issues/${number}/comments`;
  const recent = await api.call(
    'GET',
    `${comments}?per_page=${mostComments}&since=${since}`,
    z.array(Comment),
  );
  if (recent.some(({ body }) => body?.includes(noticeMark(notice)))) return;
  await api.call('POST', comments, Comment, { body: commentBody(notice) });
}

function receiptOf({ number, html_url }: Issue): Receipt {
  return { ref: String(number), ...(/^https?:\/\/[^\s<>|]+$/.test(html_url) ? { link: html_url } : {}) };
}

type Api = {
  /** Of the repository. */
  call<T>(method: 'GET' | 'POST' | 'PATCH', path: string, schema: z.ZodType<T>, body?: object): Promise<T>;
  search<T>(path: string, schema: z.ZodType<T>): Promise<T>;
};

function apiOf(http: Http, { apiUrl, repository, token }: GitHub): Api {
  const base = apiUrl.replace(/\/$/, '');
  const exchange = async (method: 'GET' | 'POST' | 'PATCH', url: string, body?: object) =>
    http.exchange({
      method,
      url: new URL(url),
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'application/vnd.github+json',
        'x-github-api-version': '2022-11-28',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      reads: true,
    });
  return {
    call: async (method, path, schema, body) =>
      parsed(await exchange(method, `${base}/repos/${repository}${path}`, body), schema),
    search: async (path, schema) => parsed(await exchange('GET', `${base}${path}`), schema),
  };
}

function parsed<T>(answer: HttpAnswer, schema: z.ZodType<T>): T {
  if (!isSuccess(answer)) throw statusProblem(answer, refusals);
  try {
    return schema.parse(JSON.parse(answer.body));
  } catch (error) {
    if (!(error instanceof SyntaxError) && !(error instanceof z.ZodError)) throw error;
    const nextStep =
      'Check `apiUrl`: https://api.github.com, or https://HOST/api/v3 of a GitHub Enterprise Server.';
    throw new SendError({ kind: 'again', message: 'it answers what GitHub would not', nextStep });
  }
}

const access = 'Check the `token`: it needs to read and write issues of that repository.';
const refusals = {
  0: 'Check `repository`, `labels` and `apiUrl`.',
  401: access,
  403: access,
  404: `Check \`repository\` and its spelling. ${access}`,
  410: 'Turn issues on in the settings of that repository.',
  422: 'Check the `labels`, and that issues may be made in that repository.',
};
