import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { CheckPlan } from '../src/check/plan.ts';
import type { ProfileStore } from '../src/check/profile-store.ts';
import type { ModuleService } from './corpus.ts';
import { createMemoryProfileStore } from './memory-profile-store.ts';
import { packageRoot } from './package-root.ts';

const directory = join(packageRoot, 'lab', 'recorded', 'corpus');
/** Served as text, and so not compressed yet. */
const textFile = /\.(heap-text|heap-text-again|goroutine-text|symbols|metrics|outcome)$/;

/** Under which a service's check is recorded: names are unique within a module. */
export function recordingOf({ module, name }: Pick<ModuleService, 'module' | 'name'>): string {
  return `${module}-${name}`;
}

/** Keeps the captures of one live check, so that it can be judged again in an instant. Replaces an earlier recording. */
export async function recordCheck(
  service: string,
  plan: CheckPlan,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<void> {
  const into = join(directory, service);
  await rm(into, { recursive: true, force: true });
  await mkdir(into, { recursive: true });
  await writeFile(join(into, 'plan.json'), `${JSON.stringify(plan)}\n`);
  for (const [name, bytes] of files) {
    const file = name.slice(name.indexOf('/') + 1);
    if (textFile.test(file)) await writeFile(join(into, `${file}.gz`), gzipSync(bytes, { level: 9 }));
    else if (!file.endsWith('.json') && !file.endsWith('.png')) await writeFile(join(into, file), bytes);
  }
}

/** Names of the services that a check was recorded of. */
export async function recordedServices(): Promise<readonly string[]> {
  return (await readdir(directory)).sort();
}

/** A recorded check as it was when its captures were complete. */
export async function openRecordedCheck(service: string): Promise<{ plan: CheckPlan; store: ProfileStore }> {
  const from = join(directory, service);
  const plan: CheckPlan = JSON.parse(await readFile(join(from, 'plan.json'), 'utf8'));
  const store = createMemoryProfileStore();
  for (const name of await readdir(from)) {
    const found = /^(\d+)-(\d+)\.([a-z-]+?)(\.gz)?$/.exec(name);
    if (found === null) continue;
    const bytes = await readFile(join(from, name));
    const file = found[3] as Parameters<ProfileStore['put']>[0]['file'];
    const ref = { check: plan.check, replica: Number(found[1]), point: Number(found[2]), file };
    await store.put(ref, found[4] === undefined ? bytes : gunzipSync(bytes));
  }
  return { plan, store };
}
