// The command line as one file, dist/leakcheck.mjs: it starts in a third of the time that its modules take, and works alone.
// The bot and `doctor`, which need Slack's and Redis' packages, stay modules beside it and are loaded when they are called.
import { join } from 'node:path';
import { build } from 'esbuild';

const beside = ['./main.js', './cli/doctor-command.js'];

const loadedFromBeside = {
  name: 'loaded from beside',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\// }, ({ path, kind }) =>
      kind === 'dynamic-import' && beside.includes(path)
        ? { path: `./src/${path.slice(2)}`, external: true }
        : undefined,
    );
  },
};

/** Bundles `src/cli.js` of a compiled tree into `leakcheck.mjs` in its root. */
export async function bundle(dist) {
  await build({
    entryPoints: [join(dist, 'src', 'cli.js')],
    outfile: join(dist, 'leakcheck.mjs'),
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    format: 'esm',
    // Names stay, so that a stack trace says where it was.
    minifySyntax: true,
    minifyWhitespace: true,
    sourcemap: 'external',
    legalComments: 'none',
    logLevel: 'warning',
    // Packages in CommonJS ask for modules of Node's by `require`.
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    plugins: [loadedFromBeside],
  });
}

if (process.argv[1] === import.meta.filename) await bundle(process.argv[2]);
