import { parentPort } from 'node:worker_threads';
import { createHttpTargetClient } from './capture/http-target-client.ts';
import { serveTargetClient } from './capture/serve-target-client.ts';

/** The composition root of the thread that asks targets. */
if (parentPort !== null) serveTargetClient(parentPort, createHttpTargetClient());
