// Everything that a worker talks to but Redis, in a process of its own, so that it takes no time of the worker's event loop:
// Go services that were recorded, each replica on a port of its own, and Slack. Ends when its starter does.
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { quietSlack } from './quiet-slack.ts';
import { recordedReplica } from './recorded-replica.ts';
import { wholeNumber } from './whole-number.ts';

process.once('disconnect', () => process.exit(0));
const replicas = wholeNumber('replicas', process.argv[2] ?? '');
const beganAtMs = performance.now();
const replica = await recordedReplica(
  { service: 'orders', replica: 'orders-1' },
  () => performance.now() - beganAtMs,
);
const replicaUrls: string[] = [];
for (let count = 0; count < replicas; count += 1) replicaUrls.push(await listen(replica));
const slackUrl = await listen(quietSlack(() => slackUrl));
process.send?.({ replicaUrls, slackUrl: `${slackUrl}api/` });

async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1', 4_096);
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}
