import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

type LockedPackage = { readonly optionalDependencies?: Readonly<Record<string, string>> };

const { packages } = JSON.parse(
  readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8'),
) as { readonly packages: Readonly<Record<string, LockedPackage>> };

// npm install leaves out what its registry does not offer for this machine; npm ci then refuses the whole lock file.
it('package-lock.json holds the programs of every platform, so that npm ci works on each', () => {
  const named = Object.values(packages).flatMap((each) => Object.keys(each.optionalDependencies ?? {}));
  const locked = new Set(Object.keys(packages).map((path) => path.replace(/^.*node_modules\//, '')));
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((name) => !locked.has(name))).toEqual([]);
});
