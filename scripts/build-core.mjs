// Compiles src/profile/core, which is AssemblyScript, to WebAssembly and writes it to src/profile/core-wasm.ts, which is kept
// in the repository: whoever changes nothing there needs no compiler. With a path it writes there instead.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import asc from 'assemblyscript/asc';

const root = join(import.meta.dirname, '..');
const to = process.argv[2] ?? join(root, 'src', 'profile', 'core-wasm.ts');
const directory = mkdtempSync(join(tmpdir(), 'leakcheck-core-'));
try {
  const wasm = join(directory, 'core.wasm');
  const { error, stderr } = await asc.main([
    ...['src/profile/core/index.ts', '--baseDir', root, '--outFile', wasm],
    ...['--optimizeLevel', '3', '--shrinkLevel', '0', '--converge', '--noAssert'],
    // An allocator and no garbage collector; nothing is imported.
    ...['--runtime', 'minimal', '--use', 'abort='],
  ]);
  if (error) {
    process.stderr.write(stderr.toString());
    process.exit(1);
  }
  const base64 = readFileSync(wasm).toString('base64');
  writeFileSync(
    to,
    `/** src/profile/core compiled to WebAssembly, in base64; \`npm run build:core\` writes it. */\nexport const coreWasm =\n  '${base64}';\n`,
  );
} finally {
  rmSync(directory, { recursive: true, force: true });
}
