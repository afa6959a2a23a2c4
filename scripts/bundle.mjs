// The command line as few files, dist/cli: one to start, and one for each command with what it needs, which is read when the
// command is called. As one file for all of them, each start would parse the HTTP client too, which takes 9 MB and half of the
// time of starting. The bot and `doctor`, which need Slack's and Redis' packages, stay modules beside it.
import { join } from 'node:path';
import { build } from 'esbuild';

const beside = ['./main.js', './cli/doctor-command.js'];

const loadedFromBeside = {
  name: 'loaded from beside',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\// }, ({ path, kind }) =>
      kind === 'dynamic-import' && beside.includes(path)
        ? { path: `../src/${path.slice(2)}`, external: true }
        : undefined,
    );
  },
};

/** Its messages are shown in English alone, and the other fifty languages are half of it. */
const inEnglish = {
  name: 'in English',
  setup({ onLoad }) {
    onLoad({ filter: /zod\/v4\/locales\/index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
      loader: 'js',
    }));
  },
};

/** Bundles `src/cli.js` of a compiled tree into `cli/leakcheck.mjs`. */
export async function bundle(dist) {
  await build({
    entryPoints: { leakcheck: join(dist, 'src', 'cli.js') },
    outdir: join(dist, 'cli'),
    outExtension: { '.js': '.mjs' },
    splitting: true,
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    format: 'esm',
    minify: true,
    // Classes and functions keep their names: errors are told by them, and a stack trace says where it was.
    keepNames: true,
    sourcemap: 'external',
    legalComments: 'none',
    logLevel: 'warning',
    // Packages in CommonJS ask for modules of Node's by `require`.
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    plugins: [loadedFromBeside, inEnglish],
  });
}

if (process.argv[1] === import.meta.filename) await bundle(process.argv[2]);
