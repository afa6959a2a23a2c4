import type { ServerResponse } from 'node:http';

/** Texts, and html where it is marked so; escaped where they are shown. */
export type Page = {
  readonly title: string;
  readonly lines: readonly string[];
  readonly link?: { readonly href: string; readonly text: string };
};

/** Sends a page of the installation. */
export function sendPage(response: ServerResponse, status: number, page: Page): void {
  guardPage(response);
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' });
  response.end(htmlOf(page));
}

/** What is in a page or its address (a code, a state) is for one browser, once: it is neither kept nor framed nor told to another site. */
export function guardPage(response: ServerResponse): void {
  response.setHeader('cache-control', 'no-store');
  response.setHeader(
    'content-security-policy',
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  );
  response.setHeader('referrer-policy', 'no-referrer');
  response.setHeader('x-content-type-options', 'nosniff');
}

/** The page that begins an installation; `url` is Slack's, and asks for the scopes. */
export function installPage(url: string): string {
  return htmlOf({
    title: 'Install leakcheck',
    lines: [
      'leakcheck says in Slack whether a Go service leaks memory or goroutines, which stack is to blame and how to fix it.',
      'Slack shows what leakcheck asks for before you agree.',
    ],
    link: { href: url, text: 'Install in Slack' },
  });
}

export function installedPage(name: string | undefined): Page {
  return {
    title: `leakcheck is installed${name === undefined ? '' : ` in ${name}`}`,
    lines: [
      'Next step: type /invite @leakcheck in the channel that is to see reports, then /leakcheck help.',
      '/leakcheck list shows the services that can be checked.',
    ],
  };
}

export function notOnListPage(id: string): Page {
  return {
    title: 'leakcheck was not installed',
    lines: [
      `This leakcheck serves certain workspaces, and ${id} is not one of them. What Slack granted has been given back.`,
      'Next step: have who runs leakcheck add it to LEAKCHECK_WORKSPACES, then begin again.',
    ],
  };
}

/** Why an installation came to nothing, by the code of what was thrown. */
export function failurePage(error: { readonly code: string; readonly message: string }): {
  readonly status: number;
  readonly page: Page;
} {
  switch (error.code) {
    case 'slack_oauth_installer_authorization_error':
      return failed(200, 'You did not agree, so nothing was installed.', again);
    case 'slack_oauth_missing_state':
    case 'slack_oauth_invalid_state':
    case 'slack_oauth_missing_code':
      return failed(
        400,
        'This was not begun in this browser, took longer than ten minutes, or was finished before.',
        again,
      );
    case 'slack_webapi_platform_error':
      return failed(400, 'Slack does not take what it sent you here with: it is used up or too old.', again);
    default:
      return failed(
        502,
        'Something went wrong between leakcheck, its store and Slack.',
        `${again} If it stays so, the log of the leakcheck bot says why.`,
      );
  }
}

const again = 'Next step: begin again at /slack/install.';

export const outagePage: Page = {
  title: 'leakcheck cannot do this now',
  lines: ['The store of leakcheck (Redis) does not answer.', 'Next step: try again in a minute.'],
};

export const unknownPage: Page = {
  title: 'Nothing is here',
  lines: ['Next step: /slack/install installs leakcheck.'],
};

function failed(status: number, why: string, next: string): { status: number; page: Page } {
  return { status, page: { title: 'leakcheck was not installed', lines: [why, next] } };
}

function htmlOf({ title, lines, link }: Page): string {
  const paragraphs = lines.map((line) => `<p>${escapeHtml(line)}</p>`);
  const button =
    link === undefined ? '' : `<p><a href="${escapeHtml(link.href)}">${escapeHtml(link.text)}</a></p>`;
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title>
<style>body{font:1rem/1.5 system-ui,sans-serif;max-width:40rem;margin:4rem auto;padding:0 1rem}a{display:inline-block;padding:.6rem 1.2rem;border:2px solid;border-radius:.4rem}</style>
<h1>${escapeHtml(title)}</h1>
${paragraphs.join('\n')}
${button}
</html>
`;
}

/** Names of workspaces are whatever somebody called them. */
function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
