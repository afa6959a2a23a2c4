import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const Outside = z.object({ replicaUrls: z.array(z.string()), slackUrl: z.string() });

/** Recorded replicas, each on a port of its own, and a Slack, in a process of their own. */
export type Outside = z.infer<typeof Outside> & { readonly pid: number; stop(): Promise<void> };

export async function startOutside(replicas: number): Promise<Outside> {
  const child = fork(fileURLToPath(new URL('./outside-main.js', import.meta.url)), [String(replicas)]);
  const exited = once(child, 'exit');
  const stop = async () => {
    if (child.connected) child.disconnect();
    await exited;
  };
  const [message] = await Promise.race([
    once(child, 'message'),
    exited.then(([code]) => Promise.reject(new Error(`the recorded replicas ended at once (${code})`))),
  ]);
  return { ...Outside.parse(message), pid: child.pid ?? 0, stop };
}
