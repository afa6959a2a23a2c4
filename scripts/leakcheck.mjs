// `npm run --silent leakcheck -- …`: sets up what is missing, then runs the command line as it was built.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root, setUp } from './setup.mjs';

setUp();
const cli = join(root, 'dist', 'cli', 'leakcheck.cjs');
process.argv = [process.argv[0], cli, ...process.argv.slice(2)];
await import(pathToFileURL(cli).href);
