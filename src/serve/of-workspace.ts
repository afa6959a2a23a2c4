import type { Digest } from '../digest/digest.ts';

/** The digests of the services file whose channel is in the workspace; all of them where there is only one. */
export function ofWorkspace(digests: readonly Digest[], team: string | undefined): readonly Digest[] {
  return team === undefined ? digests : digests.filter((digest) => digest.team === team);
}
