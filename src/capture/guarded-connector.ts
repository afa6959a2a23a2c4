import { lookup } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import { whyForbidden } from '../check/forbidden-address.ts';

export type ResolvedAddress = { readonly address: string; readonly family: number };

/** Resolves a host name to every address that it has. */
export type HostLookup = (hostname: string) => Promise<readonly ResolvedAddress[]>;

/** The address behind a target's name is one that no target may have. */
export class ForbiddenAddressError extends Error {
  override readonly name = 'ForbiddenAddressError';
  readonly code = 'ERR_FORBIDDEN_ADDRESS';
  readonly address: string;
  readonly why: string;

  constructor(address: string, why: string) {
    super(`${address} is ${why}`);
    this.address = address;
    this.why = why;
  }
}

export type ConnectorOptions = {
  readonly tlsCa: string | undefined;
  readonly connectTimeoutMs: number;
  readonly lookup?: HostLookup | undefined;
};

/**
 * Connects to allowed addresses only. The address is judged three times, because each step can be lied to: the host as
 * written, what its name resolves to (and that very answer is used), and the peer that the socket ended up with.
 */
export function guardedConnector(options: ConnectorOptions): buildConnector.connector {
  const connect = buildConnector({
    ...(options.tlsCa === undefined ? {} : { ca: options.tlsCa }),
    timeout: options.connectTimeoutMs,
    lookup: guardedLookup(options.lookup ?? systemLookup),
  });
  return (request, callback) => {
    const forbidden = forbiddenError(request.hostname);
    if (forbidden !== undefined) {
      queueMicrotask(() => callback(forbidden, null));
      return;
    }
    connect(request, (...[error, socket]) => {
      if (error !== null) {
        callback(error, null);
        return;
      }
      const refused = forbiddenError(socket.remoteAddress ?? '');
      if (refused === undefined) {
        callback(null, socket);
      } else {
        socket.destroy();
        callback(refused, null);
      }
    });
  };
}

/** Hands on the allowed ones of a name's addresses; a name that has no other than forbidden ones is an error. */
function guardedLookup(resolve: HostLookup): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname)
      .then((addresses) => allowedOf(hostname, addresses))
      .then(
        ([first, ...rest]) =>
          options.all ? callback(null, [first, ...rest]) : callback(null, first.address, first.family),
        (error: NodeJS.ErrnoException) => callback(error, []),
      );
  };
}

function allowedOf(
  hostname: string,
  addresses: readonly ResolvedAddress[],
): [ResolvedAddress, ...ResolvedAddress[]] {
  const [first, ...rest] = addresses.filter(({ address }) => whyForbidden(address) === undefined);
  if (first !== undefined) {
    return [first, ...rest];
  }
  const refused = forbiddenError(addresses[0]?.address ?? '');
  throw refused ?? Object.assign(new Error(`${hostname} has no address`), { code: 'ENOTFOUND' });
}

function forbiddenError(address: string): ForbiddenAddressError | undefined {
  const why = whyForbidden(address);
  return why === undefined ? undefined : new ForbiddenAddressError(address, why);
}

function systemLookup(hostname: string): Promise<readonly ResolvedAddress[]> {
  return lookup(hostname, { all: true });
}
