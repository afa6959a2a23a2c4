// The command line as few files, dist/cli: one to start, which compares profiles by itself, and one for each other command with
// what it needs, read when it is called. As one file for all of them, each start would parse the HTTP client too, which takes
// 9 MB and half of the time of starting. The bot and `doctor`, which need Slack's and Redis' packages, stay modules beside it.
// What one waits for to compare profiles is CommonJS, which Node starts without its loader of modules.
import { basename, join } from 'node:path';
import { build } from 'esbuild';

const apart = ['cli/check-command', 'cli/audit-command', 'cli/find-service', 'config/services-file'];
const required = 'cli/report-pair';
const beside = ['main', 'cli/doctor-command'];

/** Leaves what is loaded when it is called where it is: a file of its own, or a module of the compiled tree. */
const loadedWhenCalled = {
  name: 'loaded when called',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\.\.?\// }, ({ path, kind, namespace }) => {
      if (namespace === 'required') return { path, external: true };
      if (kind !== 'dynamic-import') return undefined;
      const is = (module) => module.endsWith(path.replace(/^[./]+/, '').replace(/\.js$/, ''));
      if (is(required)) return { path: './report-pair.cjs', namespace: 'required' };
      const [own, built] = [apart.find(is), beside.find(is)];
      if (own !== undefined) return { path: `./${own.split('/').at(-1)}.mjs`, external: true };
      return built === undefined ? undefined : { path: `../src/${built}.js`, external: true };
    });
    // In the place of `import`, which would load it as a module.
    onLoad({ filter: /.*/, namespace: 'required' }, ({ path }) => ({
      contents: `module.exports = require(${JSON.stringify(path)});`,
    }));
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

const common = {
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  minify: true,
  // Classes and functions keep their names: a stack trace says where it was.
  keepNames: true,
  sourcemap: 'external',
  legalComments: 'none',
  logLevel: 'warning',
};

/** Bundles `src/cli.js` of a compiled tree into `cli/leakcheck.cjs` and the files beside it. */
export async function bundle(dist) {
  const outdir = join(dist, 'cli');
  await build({
    ...common,
    entryPoints: {
      leakcheck: join(dist, 'src', 'cli.js'),
      'report-pair': join(dist, 'src', `${required}.js`),
    },
    outdir,
    outExtension: { '.js': '.cjs' },
    format: 'cjs',
    plugins: [loadedWhenCalled],
  });
  await build({
    ...common,
    entryPoints: Object.fromEntries(
      apart.map((module) => [basename(module), join(dist, 'src', `${module}.js`)]),
    ),
    outdir,
    outExtension: { '.js': '.mjs' },
    format: 'esm',
    splitting: true,
    // Packages in CommonJS ask for modules of Node's by `require`.
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    plugins: [inEnglish],
  });
}

if (process.argv[1] === import.meta.filename) await bundle(process.argv[2]);
