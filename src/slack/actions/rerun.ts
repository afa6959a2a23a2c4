import type { App } from '@slack/bolt';
import type { ListenerDeps } from '../listener-deps.ts';
import { listenToRerunButton } from './press-rerun-listener.ts';

/** **Re-run**: the same question again. */
export function listenToRerun(app: App, deps: ListenerDeps): void {
  listenToRerunButton(app, deps, 'leakcheck.rerun');
}
