/** Below this it is not worth it, and small buffers share their memory with others. */
const leastBytes = 2 ** 20;

/**
 * Gives the memory of large bytes back at once, which leaves them empty: until the garbage is collected they would stay beside
 * what is made of them. A port that is closed drops what it is handed.
 */
export function giveBack(bytes: Uint8Array): void {
  const { buffer } = bytes;
  if (buffer.byteLength < leastBytes || !(buffer instanceof ArrayBuffer)) return;
  const { port1 } = new MessageChannel();
  port1.close();
  port1.postMessage(undefined, [buffer]);
}
