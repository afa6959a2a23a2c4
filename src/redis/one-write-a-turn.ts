import type { Writable } from 'node:stream';

/**
 * Lets what is written in one turn of the event loop leave in one write at its end. A Redis connection else makes a system call
 * for each command, which costs a busy worker more than the commands do.
 */
export function oneWriteATurn(stream: Writable): void {
  const write = stream.write.bind(stream) as (...args: unknown[]) => boolean;
  stream.write = (...args: unknown[]) => {
    if (stream.writableCorked === 0) {
      stream.cork();
      setImmediate(() => stream.uncork());
    }
    return write(...args);
  };
}
