import { cutShort, json, type Received, resets, startReceiver, status } from './receiver.ts';

type Issue = {
  number: number;
  html_url: string;
  state: string;
  title: string;
  body: string;
  labels: string[];
};
type Comment = { issue: number; html_url: string; body: string };
/** A fault that comes after the work was done, or a status that comes instead. */
type Fault = 'loses' | 'cuts short' | 'fails after' | 'limits' | number;

export type FakeGitHub = Awaited<ReturnType<typeof startFakeGitHub>>;

/** The issues of one repository behind GitHub's REST API; its search knows all, its list the newest 30. Faults strike once. */
export async function startFakeGitHub() {
  const issues: Issue[] = [];
  const comments: Comment[] = [];
  const tokens = new Set<string | undefined>();
  const faults = new Map<string, Fault>();
  const at = 'https://github.example/acme/payments/issues';

  const create = ({ title = '', body = '', labels = [] }: Partial<Issue>) => {
    const number = issues.length + 1;
    const issue = { number, html_url: `${at}/${number}`, state: 'open', title, body, labels };
    issues.push(issue);
    return issue;
  };
  const answer = ({ method, path, body }: Received): unknown => {
    const { pathname, searchParams } = new URL(path, 'http://github');
    const sent = body === '' ? {} : JSON.parse(body);
    if (pathname === '/search/issues') {
      const words = /"(.*)"/.exec(searchParams.get('q') ?? '')?.[1] ?? '';
      return { items: issues.filter((issue) => issue.body.includes(words)) };
    }
    const [, rest = ''] = pathname.split('/repos/acme/payments');
    if (rest === '/issues') return method === 'POST' ? create(sent) : [...issues].reverse().slice(0, 30);
    const [, number, ofComments] = /^\/issues\/(\d+)(\/comments)?$/.exec(rest) ?? [];
    const issue = issues.find((each) => each.number === Number(number));
    if (issue === undefined) return undefined;
    if (ofComments === undefined) return Object.assign(issue, sent);
    const own = comments.filter((comment) => comment.issue === issue.number);
    if (method === 'GET') return own;
    const comment = { issue: issue.number, html_url: `${issue.html_url}#${own.length}`, body: sent.body };
    comments.push(comment);
    return comment;
  };

  const server = await startReceiver((response, request) => {
    tokens.add(request.headers.authorization);
    const { pathname } = new URL(request.path, 'http://github');
    const name = `${request.method} ${pathname.replace('/repos/acme/payments', '')}`;
    const fault = faults.get(name);
    faults.delete(name);
    if (typeof fault === 'number') return status(fault)(response, request);
    if (fault === 'limits') return status(403, { 'retry-after': '30' })(response, request);
    const found = answer(request);
    if (fault === 'loses') return resets(response, request);
    if (fault === 'cuts short') return cutShort(response, request);
    if (fault === 'fails after') return status(502)(response, request);
    return (found === undefined ? status(404) : json(found))(response, request);
  });
  return {
    url: server.url,
    issues,
    comments,
    tokens,
    strike: (name: string, fault: Fault) => void faults.set(name, fault),
    /** So many newer issues that the list does not hold the first one any more. */
    bury: () => {
      for (let count = 0; count < 40; count += 1) create({ title: 'another' });
    },
    close: server.close,
  };
}
