import type { Digest } from '../../digest/digest.ts';
import type { DigestStore } from './digest-store.ts';

export type DigestSources = {
  /** As the services file has them now: looked into anew each time. */
  readonly digestsOfFile: readonly Digest[];
  readonly digests: DigestStore;
};

/** Every digest that there is: the services file wins over one that was added under the same name. */
export async function digestsNow({ digestsOfFile, digests }: DigestSources): Promise<readonly Digest[]> {
  const inFile = new Set(digestsOfFile.map(({ name }) => name));
  const added = await digests.added();
  return [...digestsOfFile, ...added.filter(({ name }) => !inFile.has(name))];
}

/** Names of those that were added and cannot be read, where the services file has none of the name. */
export async function unreadableDigests({
  digestsOfFile,
  digests,
}: DigestSources): Promise<readonly string[]> {
  const inFile = new Set(digestsOfFile.map(({ name }) => name));
  return (await digests.unreadable()).filter((name) => !inFile.has(name));
}
