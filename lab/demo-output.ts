import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { packageRoot } from './package-root.ts';
import type { Workspace } from './slack/workspace.ts';

/** Writes the thread's text and every file in it to `demo-output/`. Answers a line that says what is there. */
export async function saveDemoOutput(workspace: Workspace, channel: string, ts: string): Promise<string> {
  const directory = path.join(packageRoot, 'demo-output');
  await mkdir(directory, { recursive: true });
  await writeFile(path.join(directory, 'thread.txt'), `${workspace.threadAsText(channel, ts)}\n`);
  const files = workspace
    .replies(channel, ts)
    .flatMap((message) => message.files.flatMap((id) => workspace.file(id) ?? []));
  for (const file of files) await writeFile(path.join(directory, path.basename(file.name)), file.bytes);
  return `Written to demo-output/: thread.txt, ${files.map(({ name }) => path.basename(name)).join(', ')}`;
}
