import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { performance } from 'node:perf_hooks';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import type { Args } from './args.ts';
import { deliverOverHttp } from './http-delivery.ts';
import type { Json } from './model.ts';
import type { Methods } from './web-api/method.ts';
import type { World } from './world.ts';

export type EnvelopeType = 'slash_commands' | 'events_api' | 'interactive';
export type DisconnectReason = 'warning' | 'refresh_requested' | 'link_disabled' | 'too_many_websockets';

/** One envelope as it was sent. `ackMs`: from sending it to its ack, once the app has acknowledged, however late. */
export interface Envelope {
  readonly envelopeId: string;
  readonly type: EnvelopeType;
  readonly payload: Json;
  readonly retryAttempt: number;
  readonly sentAtMs: number;
  readonly ackMs?: number;
}

/** How a delivery ended, in Slack's words where it failed. */
export type Delivery =
  | { readonly ok: true; readonly envelopeId: string; readonly ackMs: number; readonly response: Args }
  | { readonly ok: false; readonly error: 'dispatch_failed' | 'operation_timeout' };

/** The tries of an event: at once, and twice more. Commands and clicks are never delivered again by Slack itself. */
const MAX_ATTEMPTS = 3;
/** Slack's clients give up when no ping comes for 30 s. */
const PING_EVERY_MS = 10_000;
const CLOSE_WITHIN_MS = 500;

const AckMessage = z.object({
  envelope_id: z.string(),
  payload: z.record(z.string(), z.unknown()).optional(),
});

interface Try {
  readonly type: EnvelopeType;
  readonly payload: Json;
  readonly retryAttempt: number;
}

/** Slack's Socket Mode: tickets, `hello`, envelopes to any one of the sockets in turn, acks matched by envelope id. */
export class SocketMode {
  readonly #world: World;
  readonly #server = new WebSocketServer({ noServer: true });
  readonly #tickets = new Set<string>();
  readonly #sockets: WebSocket[] = [];
  readonly #envelopes: Envelope[] = [];
  readonly #waiting = new Map<string, (ack: Args) => void>();
  #turn = 0;

  constructor(world: World) {
    this.#world = world;
  }

  /** `apps.connections.open`, for the Web API. */
  get methods(): Methods {
    return { 'apps.connections.open': { token: 'app', run: () => ({ url: this.#ticketUrl() }) } };
  }

  get envelopes(): readonly Envelope[] {
    return this.#envelopes;
  }

  connected(): number {
    return this.#sockets.length;
  }

  /** Takes a client that comes with a ticket, once. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const url = new URL(request.url ?? '/', this.#world.baseUrl());
    if (url.pathname !== '/link/' || !this.#tickets.delete(url.searchParams.get('ticket') ?? '')) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (client) => this.#welcome(client));
  }

  /** Resolves when the app has acknowledged, or Slack gives up. An event that nobody acknowledges comes again. */
  async deliver(type: EnvelopeType, payload: Json): Promise<Delivery> {
    const attempts = type === 'events_api' ? MAX_ATTEMPTS : 1;
    let last: Delivery = { ok: false, error: 'dispatch_failed' };
    for (let retryAttempt = 0; retryAttempt < attempts; retryAttempt++) {
      last = await this.#deliverOnce({ type, payload, retryAttempt });
      if (last.ok) return last;
    }
    return last;
  }

  /** Asks every connected client to reconnect, as Slack does every few hours. */
  refresh(reason: DisconnectReason): void {
    for (const socket of this.#sockets) send(socket, disconnect(reason));
  }

  async close(): Promise<void> {
    this.#server.close();
    await Promise.all(this.#sockets.map(closed));
  }

  #ticketUrl(): string {
    const ticket = randomUUID();
    this.#tickets.add(ticket);
    const { baseUrl, setup } = this.#world;
    return `${baseUrl().replace('http', 'ws')}/link/?ticket=${ticket}&app_id=${setup.bot.appId}`;
  }

  #welcome(socket: WebSocket): void {
    // The reason of a broken connection shows in its close, which follows.
    socket.on('error', () => socket.terminate());
    if (this.#sockets.length >= this.#world.setup.limits.maxSockets) {
      send(socket, disconnect('too_many_websockets'));
      socket.close();
      return;
    }
    this.#sockets.push(socket);
    const pings = setInterval(() => socket.ping(), PING_EVERY_MS);
    socket.on('message', (data) => this.#hear(String(data)));
    socket.on('close', () => {
      clearInterval(pings);
      this.#sockets.splice(this.#sockets.indexOf(socket), 1);
      this.#world.store.tell({ kind: 'sockets' });
    });
    send(socket, hello(this.#sockets.length, this.#world.setup.bot.appId));
    this.#world.store.tell({ kind: 'sockets' });
  }

  async #deliverOnce(attempt: Try): Promise<Delivery> {
    const { faults, setup } = this.#world;
    if (setup.http !== undefined) return deliverOverHttp(setup.http, attempt, setup.limits.ackTimeoutMs);
    const isUnheard = faults.take(attempt.type, ['unheard']) !== undefined;
    const isTwice = faults.take(attempt.type, ['duplicate']) !== undefined;
    const socket = this.#nextSocket();
    if (socket === undefined) {
      // An app that is away gets its events when it is back, within the tries.
      if (attempt.type === 'events_api') await pause(setup.limits.ackTimeoutMs);
      return { ok: false, error: 'dispatch_failed' };
    }
    const heard = this.#send(socket, attempt, isUnheard);
    if (isTwice) {
      const again = { ...attempt, retryAttempt: attempt.retryAttempt + 1 };
      void this.#send(this.#nextSocket() ?? socket, again, false);
    }
    return heard;
  }

  #nextSocket(): WebSocket | undefined {
    return this.#sockets[this.#turn++ % Math.max(this.#sockets.length, 1)];
  }

  #send(socket: WebSocket, attempt: Try, isUnheard: boolean): Promise<Delivery> {
    const { store, setup } = this.#world;
    const envelope: Envelope = { envelopeId: randomUUID(), ...attempt, sentAtMs: Date.now() };
    const { envelopeId } = envelope;
    const index = this.#envelopes.push(envelope) - 1;
    const start = performance.now();
    return new Promise((resolve) => {
      const giveUp = () => resolve({ ok: false, error: 'operation_timeout' });
      const timer = setTimeout(giveUp, setup.limits.ackTimeoutMs).unref();
      this.#waiting.set(envelopeId, (response) => {
        const ackMs = performance.now() - start;
        this.#envelopes[index] = { ...envelope, ackMs };
        if (!isUnheard) {
          clearTimeout(timer);
          resolve({ ok: true, envelopeId, ackMs, response });
        }
        store.tell({ kind: 'sockets' });
      });
      send(socket, envelopeJson(envelope));
    });
  }

  #hear(text: string): void {
    const message = AckMessage.safeParse(parseJson(text));
    if (!message.success) return;
    const { envelope_id: id, payload = {} } = message.data;
    this.#waiting.get(id)?.(payload);
    this.#waiting.delete(id);
  }
}

function hello(connections: number, appId: string): Json {
  return {
    type: 'hello',
    num_connections: connections,
    debug_info: { host: '127.0.0.1', build_number: 1, approximate_connection_time: 18_060 },
    connection_info: { app_id: appId },
  };
}

function disconnect(reason: DisconnectReason): Json {
  return { type: 'disconnect', reason, debug_info: { host: '127.0.0.1' } };
}

function envelopeJson({ envelopeId, type, payload, retryAttempt }: Envelope): Json {
  const isEvent = type === 'events_api';
  const retry = { retry_attempt: retryAttempt, retry_reason: retryAttempt > 0 ? 'timeout' : '' };
  return {
    envelope_id: envelopeId,
    type,
    payload,
    accepts_response_payload: !isEvent,
    ...(isEvent || retryAttempt > 0 ? retry : {}),
  };
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
