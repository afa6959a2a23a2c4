import type { MessagePort } from 'node:worker_threads';
import type { TargetClient } from '../check/target.ts';
import { TargetError } from '../check/target-error.ts';
import type { TargetAnswer, TargetQuestion } from './target-messages.ts';

/** Answers the questions of a remote target client. A profile's memory goes over with the answer instead of being copied. */
export function serveTargetClient(port: MessagePort, client: TargetClient): void {
  const asked = new Map<number, AbortController>();
  port.on('message', async (question: TargetQuestion) => {
    const { id } = question;
    if ('abort' in question) {
      const reason = question.abort === 'timeout' ? new DOMException('too late', 'TimeoutError') : undefined;
      asked.get(id)?.abort(reason);
      return;
    }
    const abort = new AbortController();
    asked.set(id, abort);
    try {
      const { bytes, answeredAtMs } = await client.fetch({ ...question.request, signal: abort.signal });
      const own = ownBytes(bytes);
      reply({ id, profile: { bytes: own, answeredAtMs } }, [own.buffer]);
    } catch (error) {
      reply({ id, ...failureOf(error) });
    } finally {
      asked.delete(id);
    }
  });

  function reply(answer: TargetAnswer, moved: readonly ArrayBuffer[] = []): void {
    port.postMessage(answer, moved);
  }
}

/** Small buffers share their memory with others, which must not go along. */
function ownBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer, byteLength } = bytes;
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength
    ? new Uint8Array(buffer)
    : new Uint8Array(bytes);
}

function failureOf(error: unknown) {
  if (!(error instanceof TargetError)) return { error };
  const { code, target, message, nextStep, cause } = error;
  return { failure: { code, target, message, nextStep, cause } };
}
