import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Received = {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
};

/** How a request is answered, once it has been read. */
export type Answer = (response: ServerResponse, request: Received) => void;

export type Receiver = {
  readonly url: string;
  readonly received: Received[];
  close(): Promise<void>;
};

/** A real HTTP server on a port of its own. Answers are taken in turn; the last one is for all that follow. */
export async function startReceiver(...answers: readonly Answer[]): Promise<Receiver> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method = '', url: path = '', headers } = request;
    const each = { method, path, headers, body: Buffer.concat(chunks).toString('utf8') };
    received.push(each);
    answers[Math.min(received.length, answers.length) - 1]?.(response, each);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export function status(code: number, headers: Readonly<Record<string, string>> = {}, body = ''): Answer {
  return (response) => void response.writeHead(code, headers).end(body);
}

export function json(value: unknown, code = 200): Answer {
  return status(code, { 'content-type': 'application/json' }, JSON.stringify(value));
}

/** Takes the request and says nothing. */
export const hangs: Answer = () => undefined;

/** Takes the request and closes the connection without an answer. */
export const resets: Answer = (response) => void response.destroy();

/** Says that it was done, and breaks off in the middle of saying more. */
export const cutShort: Answer = (response) => {
  response.writeHead(200, { 'content-length': '1000' });
  response.write('{"numb', () => response.destroy());
};

/** Answers, and then once more on the same connection what nobody asked. */
export const twice: Answer = (response) => {
  const answer = 'HTTP/1.1 202 Accepted\r\ncontent-length: 2\r\n\r\n{}';
  response.socket?.write(answer + answer.replace('202 Accepted', '500 Oops'));
};
