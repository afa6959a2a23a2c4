/** What the project logs with: pino's shape, metadata first, a static message after it. */
export type Logger = {
  debug(metadata: object, message: string): void;
  info(metadata: object, message: string): void;
  warn(metadata: object, message: string): void;
  error(metadata: object, message: string): void;
};
