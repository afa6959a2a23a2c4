import { startWorkspace, type Workspace } from '../lab/slack/workspace.ts';

/** The channel that benchmarks ask in. */
export const channel = 'alerts';

/** A workspace with one person and one channel, whose own pace is not what is measured. */
export function startBenchWorkspace(): Promise<Workspace> {
  return startWorkspace({
    users: [{ name: 'ann' }],
    channels: [{ name: channel }],
    userGroups: [],
    bot: { name: 'leakcheck' },
    commands: ['/leakcheck'],
    limits: { messagesPerSecond: 10_000, messageBurst: 100_000, updatesPerMinute: 1_000_000 },
  });
}
