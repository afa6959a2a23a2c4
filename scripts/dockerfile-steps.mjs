// Where no Docker engine is: runs the Dockerfile's own COPY and RUN lines for leakcheck in clean folders, with committed files
// only. The lines that need the image's users, and the Go services' stages, are left out and named.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { root } from './setup.mjs';

const stages = ['build', 'leakcheck'];
const scratch = mkdtempSync(join(tmpdir(), 'leakcheck-image-'));
const context = join(scratch, 'context');

try {
  sh(`git clone --quiet "${root}" "${context}"`, scratch);
  let stage;
  for (const line of instructions(readFileSync(join(context, 'Dockerfile'), 'utf8'))) {
    stage = line.match(/^FROM .* AS (\S+)/)?.[1] ?? stage;
    if (stages.includes(stage)) step(stage, line);
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** Logical lines, without comments. */
function instructions(dockerfile) {
  const lines = dockerfile.replace(/^#.*\n/gm, '').replace(/\\\n\s*/g, '');
  return lines.split('\n').filter((line) => line.trim() !== '');
}

/** Every stage's working directory is its own folder. */
function step(stage, line) {
  const [instruction, ...words] = line.split(/\s+/);
  const folder = join(scratch, stage);
  mkdirSync(folder, { recursive: true });
  if (instruction === 'COPY') copy(words, folder);
  if (instruction !== 'RUN') return;
  const needsUser = /-o node\b/.test(line);
  process.stdout.write(`${needsUser ? 'left out' : stage}: ${line}\n`);
  if (!needsUser) sh(words.join(' '), folder);
}

function copy(words, folder) {
  const from = words[0].match(/^--from=(.+)/)?.[1];
  const paths = from === undefined ? words : words.slice(1);
  const target = paths.at(-1);
  for (const path of paths.slice(0, -1)) {
    const source =
      from === undefined ? join(context, path) : join(scratch, from, path.replace(/^\/app\//, ''));
    const into = target.endsWith('/') ? join(folder, target, basename(path)) : join(folder, target);
    mkdirSync(dirname(into), { recursive: true });
    cpSync(source, into, { recursive: true });
  }
}

function sh(command, cwd) {
  const { status } = spawnSync('/bin/sh', ['-c', command], { cwd, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status === 0) return;
  rmSync(scratch, { recursive: true, force: true });
  process.stderr.write(`failed: ${command}\n`);
  process.exit(1);
}
