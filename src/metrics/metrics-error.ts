/**
 * Metrics that cannot be read. The message continues a sentence that begins with who served them, and holds none of what was
 * served, so that it may be shown and logged.
 */
export class MetricsError extends Error {
  override readonly name = 'MetricsError';
  readonly nextStep: string;

  constructor(message: string, nextStep: string) {
    super(message);
    this.nextStep = nextStep;
  }
}
