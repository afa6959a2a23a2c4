/**
 * A profile that cannot be trusted, or a question that it cannot answer. The message is one plain sentence that names
 * what was wrong and holds none of the profile's own text, so that it may be shown and logged.
 */
export class ProfileError extends Error {
  override readonly name = 'ProfileError';
  /** Byte in the inflated profile (in the served bytes where gzip itself is broken); undefined where none is to blame. */
  readonly offset: number | undefined;
  /** Path of the field, e.g. `sample[12].location_id`; `gzip` for the compression. */
  readonly field: string | undefined;

  constructor(message: string, where: { offset?: number | undefined; field?: string; cause?: unknown } = {}) {
    super(describe(message, where), where.cause === undefined ? undefined : { cause: where.cause });
    this.offset = where.offset;
    this.field = where.field;
  }
}

function describe(
  message: string,
  { offset, field }: { offset?: number | undefined; field?: string },
): string {
  const place = [field, offset === undefined ? undefined : `byte ${offset}`].filter(
    (part) => part !== undefined,
  );
  return place.length === 0 ? message : `${message} (${place.join(', ')})`;
}
