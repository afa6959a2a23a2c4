/** There is a digest of this name. */
export class DigestTakenError extends Error {
  override readonly name = 'DigestTakenError';
  readonly digest: string;

  constructor(digest: string) {
    super(`There is a digest ${digest} already.`);
    this.digest = digest;
  }
}

/** There is none of this name. */
export class UnknownDigestError extends Error {
  override readonly name = 'UnknownDigestError';
  readonly digest: string;
  readonly closest: string | undefined;

  constructor(digest: string, closest: string | undefined) {
    super(`There is no digest ${digest}.`);
    this.digest = digest;
    this.closest = closest;
  }
}

/** It is written in the services file, which no command changes. */
export class DigestInFileError extends Error {
  override readonly name = 'DigestInFileError';
  readonly digest: string;

  constructor(digest: string) {
    super(`The digest ${digest} is in the services file.`);
    this.digest = digest;
  }
}

export class TooManyDigestsError extends Error {
  override readonly name = 'TooManyDigestsError';
  readonly most: number;

  constructor(most: number) {
    super(`There are ${most} digests, and no more can be added.`);
    this.most = most;
  }
}

/** What is stored of it is no digest: another version wrote it, or somebody else. */
export class UnreadableDigestError extends Error {
  override readonly name = 'UnreadableDigestError';

  constructor(digest: string) {
    super(
      `The digest ${digest} that was added cannot be read: another version of leakcheck, or somebody else, wrote it. ` +
        `Next step: /leakcheck digest remove ${digest}, and add it anew.`,
    );
  }
}
