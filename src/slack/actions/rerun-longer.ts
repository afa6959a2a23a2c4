import type { App } from '@slack/bolt';
import type { ListenerDeps } from '../listener-deps.ts';
import { listenToRerunButton } from './press-rerun-listener.ts';

/** **Re-run for longer**: the same question over the window that the report proposed. */
export function listenToRerunLonger(app: App, deps: ListenerDeps): void {
  listenToRerunButton(app, deps, 'leakcheck.rerun_longer');
}
