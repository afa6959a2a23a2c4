import type { Message } from '../../check/poster.ts';
import { listMessage } from '../reply-message.ts';

/** Every command with what it does. */
export function helpReply(): Message {
  return listMessage(
    '*leakcheck* says whether a Go service leaks, how sure it is, which stack is to blame and how to fix it.',
    [
      '`/leakcheck payments 5m` checks a service over a window (`10s` to `24h`; without one, the service’s default)',
      '`/leakcheck list` shows the services that can be checked',
      '`/leakcheck status` shows the running checks and the queue',
      '`/leakcheck cancel <id>` stops a running check',
      '`/leakcheck history [service]` shows the last verdicts',
      '`/leakcheck incidents [service]` shows the known leaks: new, acknowledged, snoozed, silenced, resolved',
      '`@leakcheck payments 5m` does the same as the command; inside a thread it answers in that thread',
    ].map((line) => line.replaceAll('<', '&lt;').replaceAll('>', '&gt;')),
    [
      'A check asks every replica for heap and goroutine profiles, and has it collect garbage at each capture.',
    ],
  );
}
