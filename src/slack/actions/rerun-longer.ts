import type { App } from '@slack/bolt';
import type { DepsIn } from '../listener-deps.ts';
import { listenToRerunButton } from './press-rerun-listener.ts';

/** **Re-run for longer**: the same question over the window that the report proposed. */
export function listenToRerunLonger(app: App, depsIn: DepsIn): void {
  listenToRerunButton(app, depsIn, 'leakcheck.rerun_longer');
}
