import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { performance } from 'node:perf_hooks';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import type { Args } from './args.ts';
import type { Json } from './model.ts';
import type { Methods } from './web-api/method.ts';
import type { World } from './world.ts';

export type EnvelopeType = 'slash_commands' | 'events_api' | 'interactive';

/** One envelope as it was sent; `ackMs` once the app has acknowledged it, however late. */
export interface Envelope {
  readonly envelopeId: string;
  readonly type: EnvelopeType;
  readonly payload: Json;
  readonly retryAttempt: number;
  readonly sentAtMs: number;
  ackMs?: number;
}

/** How a delivery ended, in Slack's words where it failed. */
export type Delivery =
  | { readonly ok: true; readonly envelopeId: string; readonly ackMs: number; readonly response: Args }
  | { readonly ok: false; readonly error: 'dispatch_failed' | 'operation_timeout' };

export interface SocketMode {
  readonly methods: Methods;
  readonly envelopes: readonly Envelope[];
  connected(): number;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  deliver(type: EnvelopeType, payload: Json): Promise<Delivery>;
  /** Asks every connected client to reconnect, as Slack does every few hours. */
  refresh(reason: 'warning' | 'refresh_requested' | 'link_disabled'): void;
  close(): Promise<void>;
}

/** The tries of an event: at once, and twice more. Commands and clicks are never delivered again by Slack itself. */
const MAX_ATTEMPTS = 3;
/** Slack's clients give up when no ping comes for 30 s. */
const PING_EVERY_MS = 10_000;
const CLOSE_WITHIN_MS = 500;

const AckMessage = z.object({
  envelope_id: z.string(),
  payload: z.record(z.string(), z.unknown()).optional(),
});

/** Slack's Socket Mode: tickets, `hello`, envelopes to any one of the sockets, acks matched by envelope id. */
export function socketMode(world: World): SocketMode {
  const server = new WebSocketServer({ noServer: true });
  const tickets = new Set<string>();
  const sockets: WebSocket[] = [];
  const envelopes: Envelope[] = [];
  const waiting = new Map<string, (ack: Args) => void>();
  let turn = 0;

  return {
    methods: { 'apps.connections.open': { token: 'app', run: openConnection } },
    envelopes,
    connected: () => sockets.length,
    upgrade,
    deliver,
    refresh: (reason) => {
      for (const socket of [...sockets]) send(socket, disconnect(reason));
    },
    close: async () => {
      server.close();
      await Promise.all([...sockets].map(closed));
    },
  };

  function openConnection() {
    const ticket = randomUUID();
    tickets.add(ticket);
    const url = `${world.baseUrl().replace('http', 'ws')}/link/?ticket=${ticket}&app_id=${world.setup.bot.appId}`;
    return { url };
  }

  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const url = new URL(request.url ?? '/', world.baseUrl());
    if (url.pathname !== '/link/' || !tickets.delete(url.searchParams.get('ticket') ?? '')) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
      return;
    }
    server.handleUpgrade(request, socket, head, welcome);
  }

  function welcome(socket: WebSocket): void {
    if (sockets.length >= world.setup.limits.maxSockets) {
      send(socket, disconnect('too_many_websockets'));
      socket.close();
      return;
    }
    sockets.push(socket);
    const pings = setInterval(() => socket.ping(), PING_EVERY_MS);
    socket.on('message', (data) => hear(String(data)));
    // The reason of a broken connection shows in its close, which follows.
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      clearInterval(pings);
      sockets.splice(sockets.indexOf(socket), 1);
      world.store.tell({ kind: 'sockets' });
    });
    send(socket, {
      type: 'hello',
      num_connections: sockets.length,
      debug_info: { host: '127.0.0.1', build_number: 1, approximate_connection_time: 18060 },
      connection_info: { app_id: world.setup.bot.appId },
    });
    world.store.tell({ kind: 'sockets' });
  }

  async function deliver(type: EnvelopeType, payload: Json): Promise<Delivery> {
    const attempts = type === 'events_api' ? MAX_ATTEMPTS : 1;
    let last: Delivery = { ok: false, error: 'dispatch_failed' };
    for (let attempt = 0; attempt < attempts; attempt++) {
      last = await attemptOnce(type, payload, attempt);
      if (last.ok) return last;
    }
    return last;
  }

  async function attemptOnce(type: EnvelopeType, payload: Json, attempt: number): Promise<Delivery> {
    const isUnheard = world.faults.take(type, ['unheard']) !== undefined;
    const isTwice = world.faults.take(type, ['duplicate']) !== undefined;
    const socket = sockets[turn++ % Math.max(sockets.length, 1)];
    if (socket === undefined) {
      if (type === 'events_api') await pause(world.setup.limits.ackTimeoutMs);
      return { ok: false, error: 'dispatch_failed' };
    }
    const heard = sendEnvelope(socket, type, payload, attempt, isUnheard);
    if (isTwice) {
      const other = sockets[turn++ % sockets.length] ?? socket;
      void sendEnvelope(other, type, payload, attempt + 1, false);
    }
    return heard;
  }

  function sendEnvelope(
    socket: WebSocket,
    type: EnvelopeType,
    payload: Json,
    retryAttempt: number,
    isUnheard: boolean,
  ): Promise<Delivery> {
    const envelopeId = randomUUID();
    const envelope: Envelope = { envelopeId, type, payload, retryAttempt, sentAtMs: Date.now() };
    envelopes.push(envelope);
    const start = performance.now();
    return new Promise((resolve) => {
      const timer = setTimeout(
        () => resolve({ ok: false, error: 'operation_timeout' }),
        world.setup.limits.ackTimeoutMs,
      );
      timer.unref();
      waiting.set(envelopeId, (response) => {
        envelope.ackMs = performance.now() - start;
        if (isUnheard) return;
        clearTimeout(timer);
        resolve({ ok: true, envelopeId, ackMs: envelope.ackMs, response });
        world.store.tell({ kind: 'sockets' });
      });
      send(socket, {
        envelope_id: envelopeId,
        type,
        payload,
        accepts_response_payload: type !== 'events_api',
        ...(type === 'events_api' || retryAttempt > 0
          ? { retry_attempt: retryAttempt, retry_reason: retryAttempt > 0 ? 'timeout' : '' }
          : {}),
      });
    });
  }

  function hear(text: string): void {
    const message = AckMessage.safeParse(parseJson(text));
    if (!message.success) return;
    waiting.get(message.data.envelope_id)?.(message.data.payload ?? {});
    waiting.delete(message.data.envelope_id);
  }
}

function disconnect(reason: string): Json {
  return { type: 'disconnect', reason, debug_info: { host: '127.0.0.1' } };
}

function send(socket: WebSocket, message: Json): void {
  socket.send(JSON.stringify(message));
}

/** Closes politely, and cuts the line of a client that does not answer. */
function closed(socket: WebSocket): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => socket.terminate(), CLOSE_WITHIN_MS);
    socket.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
    socket.close(1000);
  });
}

/** Slack ignores what is not JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
