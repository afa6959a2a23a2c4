/** A refusal as Slack words it: `{ ok: false, error: code, ...details }`. */
export class SlackFailure extends Error {
  override readonly name = 'SlackFailure';
  readonly code: string;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: string, details: Readonly<Record<string, unknown>> = {}) {
    super(code);
    this.code = code;
    this.details = details;
  }
}
