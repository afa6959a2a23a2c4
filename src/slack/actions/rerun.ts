import type { App } from '@slack/bolt';
import type { DepsIn } from '../listener-deps.ts';
import { listenToRerunButton } from './press-rerun-listener.ts';

/** **Re-run**: the same question again. */
export function listenToRerun(app: App, depsIn: DepsIn): void {
  listenToRerunButton(app, depsIn, 'leakcheck.rerun');
}
