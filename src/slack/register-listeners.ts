import type { App } from '@slack/bolt';
import { listenToEscalate } from './actions/escalate.ts';
import { listenToHome } from './actions/home.ts';
import { listenToIncident, listenToIncidentModals } from './actions/incident.ts';
import { listenToListPages } from './actions/list-page.ts';
import { listenToRerun } from './actions/rerun.ts';
import { listenToRerunLonger } from './actions/rerun-longer.ts';
import { listenToCommand } from './commands/leakcheck.ts';
import { listenToHomeOpened } from './events/app-home-opened.ts';
import { listenToMention } from './events/app-mention.ts';
import type { DepsIn } from './listener-deps.ts';
import { listenToCheckAnywhere } from './shortcuts/check-anywhere.ts';
import { listenToCheckMessage } from './shortcuts/check-message.ts';
import { listenToCheckView } from './views/check.ts';
import { listenToEscalation } from './views/escalate.ts';
import { listenToIncidentViews } from './views/incident.ts';

/** Every listener of the app. */
export function registerListeners(app: App, depsIn: DepsIn): void {
  listenToCommand(app, depsIn);
  listenToCheckView(app, depsIn);
  listenToMention(app, depsIn);
  listenToHomeOpened(app, depsIn);
  listenToHome(app, depsIn);
  listenToCheckMessage(app, depsIn);
  listenToCheckAnywhere(app, depsIn);
  listenToRerun(app, depsIn);
  listenToRerunLonger(app, depsIn);
  listenToEscalate(app, depsIn);
  listenToEscalation(app, depsIn);
  listenToIncident(app, depsIn);
  listenToIncidentModals(app, depsIn);
  listenToIncidentViews(app, depsIn);
  listenToListPages(app, depsIn);
}
