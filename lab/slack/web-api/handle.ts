import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Args, parseArgs } from '../args.ts';
import type { Fault } from '../faults.ts';
import { readBody, sendJson, sendText } from '../http.ts';
import { respond, responseArgs } from '../response-url.ts';
import { SlackFailure } from '../slack-failure.ts';
import type { World } from '../world.ts';
import { type Answer, answer, refusal } from './answer.ts';
import { receiveUpload } from './files.ts';
import type { Methods } from './method.ts';

/** `/api/<method>`: the Web API. */
export async function handleApi(
  world: World,
  methods: Methods,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const method = url.pathname.slice('/api/'.length);
  const bearer = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const body = await readBody(request);
  const args = await argsOf(body, request, url);
  await withFaults(world, { method, args, response }, async () => {
    if (args instanceof SlackFailure) return jsonReply(refusal(args));
    return jsonReply(await answer(world, methods, { method, args, bearer }));
  });
}

/** `/upload/v1/<file id>`: the bytes of an upload, plain or as a form. No token, as with Slack. */
export async function handleUpload(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const id = url.pathname.slice('/upload/v1/'.length);
  const bytes = await uploadedBytes(request, await readBody(request));
  await withFaults(world, { method: 'upload', args: { id, length: bytes.length }, response }, async () => {
    const { status, text } = receiveUpload(world, id, bytes);
    return { outcome: status === 200 ? 'ok' : text, send: (to) => sendText(to, status, text) };
  });
}

/** `/response/<secret>`: a response_url. Unlike the Web API it refuses with an HTTP error. */
export async function handleResponseUrl(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const parsed = await argsOf(await readBody(request), request, url);
  const args = parsed instanceof SlackFailure ? {} : responseArgs(parsed);
  await withFaults(world, { method: 'response_url', args, response }, async () => {
    try {
      respond(world, world.responseUrls.use(url.pathname.slice('/response/'.length)), args);
      return { outcome: 'ok', send: (to) => sendJson(to, 200, { ok: true }) };
    } catch (error) {
      const { body } = refusal(error);
      const status = body.error === 'used_url' || body.error === 'expired_url' ? 404 : 400;
      return { outcome: String(body.error), send: (to) => sendJson(to, status, body) };
    }
  });
}

interface Reply {
  readonly outcome: string;
  readonly send: (response: ServerResponse) => void;
}

interface Call {
  readonly method: string;
  readonly args: Args | SlackFailure;
  readonly response: ServerResponse;
}

/** Runs a call between the faults that are ordered for it, and writes it down. */
async function withFaults(world: World, call: Call, run: () => Promise<Reply>): Promise<void> {
  const atMs = world.nowMs();
  const fault = world.faults.take(call.method, ['429', '500', 'reset', 'slow', 'refused']);
  if (fault !== undefined && fault.when === 'before' && fault.kind !== 'slow') {
    strike(fault, call.response);
    record(world, call, atMs, fault.kind);
    return;
  }
  if (fault?.kind === 'slow' && fault.when === 'before') await pause(fault.delayMs);
  const reply = await run();
  record(world, call, atMs, fault?.kind ?? reply.outcome);
  if (fault?.when === 'after' && fault.kind === 'slow') await pause(fault.delayMs);
  if (fault?.when === 'after' && fault.kind !== 'slow') strike(fault, call.response);
  else reply.send(call.response);
}

function strike(fault: Fault, response: ServerResponse): void {
  if (fault.kind === 'reset') response.socket?.resetAndDestroy();
  else if (fault.kind === '429') {
    const headers = { 'retry-after': String(fault.retryAfterSeconds) };
    sendJson(response, 429, { ok: false, error: 'ratelimited' }, headers);
  } else if (fault.kind === 'refused') sendJson(response, 200, { ok: false, error: fault.error });
  else sendText(response, 500, 'Internal Server Error');
}

function record(world: World, call: Call, atMs: number, outcome: string): void {
  const { token: _, ...args } = call.args instanceof SlackFailure ? {} : (call.args as { token?: unknown });
  world.calls.push({ method: call.method, args, atMs, outcome });
  world.store.tell({ kind: 'call' });
}

function jsonReply({ status, headers, body }: Answer): Reply {
  const outcome = body.ok === true ? 'ok' : String(body.error);
  return { outcome, send: (response) => sendJson(response, status, body, headers) };
}

/** A body that cannot be read is Slack's refusal, not a failure of the workspace. */
async function argsOf(body: Buffer, request: IncomingMessage, url: URL): Promise<Args | SlackFailure> {
  try {
    return await parseArgs(body, request.headers['content-type'] ?? '', url.searchParams);
  } catch (error) {
    return error instanceof SlackFailure
      ? error
      : new SlackFailure('invalid_form_data', { cause: String(error) });
  }
}

async function uploadedBytes(request: IncomingMessage, body: Buffer): Promise<Buffer> {
  const contentType = request.headers['content-type'] ?? '';
  if (!contentType.startsWith('multipart/form-data')) return body;
  const form = await new Response(new Uint8Array(body), {
    headers: { 'content-type': contentType },
  }).formData();
  for (const part of form.values()) if (part instanceof Blob) return Buffer.from(await part.arrayBuffer());
  return Buffer.alloc(0);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
