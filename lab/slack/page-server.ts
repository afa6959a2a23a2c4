import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { sendJson, sendText } from './http.ts';
import { handleAct } from './page-acts.ts';
import { pageChange, pageState } from './page-data.ts';
import type { SocketMode } from './socket-mode.ts';
import { threadAsText } from './thread-text.ts';
import type { World } from './world.ts';

export type PageHandler = (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<void>;

/** The page and what it asks for: its files, one person's view of the workspace as it changes, and what they do. */
export function pageServer(world: World, sockets: SocketMode): PageHandler {
  const folder = pageFolder(import.meta.dirname);
  return async (request, response, url) => {
    if (request.method === 'POST') return handleAct(world, sockets, request, response, url);
    if (url.pathname === '/lab/state') return sendState(world, sockets, response, url);
    if (url.pathname === '/lab/events') return sendEvents(world, sockets, request, response, url);
    if (url.pathname === '/lab/thread') return sendThread(world, response, url);
    if (url.pathname === '/lab/faults') return sendJson(response, 200, world.faults.list());
    if (url.pathname.startsWith('/files/')) return sendFile(world, response, url);
    const permalink = /^\/archives\/(\w+)\/p(\d{10})(\d{6})$/.exec(url.pathname);
    if (permalink !== null) return redirect(response, permalink, url);
    return sendAsset(folder, response, url.pathname);
  };
}

/** The page is not compiled: from lab/slack and from dist/lab/slack alike it is lab/slack/page in the package. */
function pageFolder(from: string): string {
  const folder = path.join(from, 'lab', 'slack', 'page');
  if (existsSync(path.join(folder, 'index.html'))) return folder;
  const parent = path.dirname(from);
  if (parent === from) throw new Error('lab/slack/page is missing beside the workspace');
  return pageFolder(parent);
}

function sendState(world: World, sockets: SocketMode, response: ServerResponse, url: URL): void {
  const people = world.store.users().filter((user) => !user.isBot);
  const wanted = url.searchParams.get('user');
  const user = people.find((each) => each.id === wanted || each.name === wanted) ?? people[0];
  sendJson(response, 200, pageState(world, sockets, user?.id ?? ''));
}

/** Server-sent events: one JSON change each. */
function sendEvents(
  world: World,
  sockets: SocketMode,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): void {
  const user = url.searchParams.get('user') ?? '';
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write('retry: 1000\n\n');
  const unsubscribe = world.store.subscribe((change) => {
    const told = pageChange(world, sockets, user, change);
    if (told !== undefined) response.write(`data: ${JSON.stringify(told)}\n\n`);
  });
  request.on('close', unsubscribe);
}

function sendThread(world: World, response: ServerResponse, url: URL): void {
  const channel = url.searchParams.get('channel') ?? '';
  const ts = url.searchParams.get('ts') ?? '';
  if (world.store.message(channel, ts) === undefined) sendText(response, 404, 'no such message');
  else sendText(response, 200, threadAsText(world, channel, ts));
}

function sendFile(world: World, response: ServerResponse, url: URL): void {
  const file = world.store.file(url.pathname.split('/')[2] ?? '');
  if (file?.state !== 'ready') {
    sendText(response, 404, 'no such file');
    return;
  }
  // Only images are shown in place: anything else that an app uploads must not run in the page.
  const isShown =
    ['image/png', 'image/jpeg', 'image/gif'].includes(file.mimetype) && !url.searchParams.has('download');
  response.writeHead(200, {
    'content-type': isShown ? file.mimetype : 'application/octet-stream',
    'content-length': file.bytes.length,
    'x-content-type-options': 'nosniff',
    ...(isShown
      ? {}
      : { 'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}` }),
  });
  response.end(file.bytes);
}

function redirect(response: ServerResponse, permalink: RegExpExecArray, url: URL): void {
  const [, channel, seconds, micros] = permalink;
  const ts = `${seconds}.${micros}`;
  const thread = url.searchParams.get('thread_ts');
  const hash = thread === null ? `#${channel}/${ts}` : `#${channel}/${thread}/${ts}`;
  response.writeHead(302, { location: `/${hash}` });
  response.end();
}

const ASSET_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

async function sendAsset(folder: string, response: ServerResponse, pathname: string): Promise<void> {
  const name = pathname === '/' ? 'index.html' : pathname.slice(1);
  const type = ASSET_TYPES[path.extname(name)];
  if (!/^[\w-]+\.\w+$/.test(name) || type === undefined || !existsSync(path.join(folder, name))) {
    return sendText(response, 404, 'not found');
  }
  response.writeHead(200, {
    'content-type': type,
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'self'; img-src 'self' data: http: https:; style-src 'self'",
    'x-content-type-options': 'nosniff',
  });
  response.end(await readFile(path.join(folder, name)));
}
