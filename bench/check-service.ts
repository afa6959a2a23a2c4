import { createMemoryProfileStore } from '../lab/memory-profile-store.ts';
import { createHttpTargetClient } from '../src/capture/http-target-client.ts';
import { newCheckId } from '../src/check/check-id.ts';
import { runCheck } from '../src/check/run-check.ts';
import type { Service } from '../src/check/service.ts';
import { createInProcessLocks } from '../src/check/target-locks.ts';

/** Checks a running service through the same use cases as the bot. The captures stay in memory. Throws what `runCheck` throws. */
export async function checkService(service: Service, windowMs: number) {
  const targets = createHttpTargetClient();
  const store = createMemoryProfileStore();
  try {
    const { plan, report } = await runCheck(
      {
        targets,
        locks: createInProcessLocks(),
        store,
        clock: Date.now,
        concurrency: service.targets.length,
        resolveTarget: (_service, replica) => service.targets.find(({ name }) => name === replica),
        onCapture: () => undefined,
      },
      { check: newCheckId(), service, windowMs, signal: new AbortController().signal },
    );
    return { plan, report, store };
  } finally {
    await targets.close();
  }
}
