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
import type { ListenerDeps } from './listener-deps.ts';
import { listenToCheckAnywhere } from './shortcuts/check-anywhere.ts';
import { listenToCheckMessage } from './shortcuts/check-message.ts';
import { listenToCheckView } from './views/check.ts';
import { listenToEscalation } from './views/escalate.ts';
import { listenToIncidentViews } from './views/incident.ts';

/** Every listener of the app. */
export function registerListeners(app: App, deps: ListenerDeps, botUserId: string): void {
  listenToCommand(app, deps);
  listenToCheckView(app, deps);
  listenToMention(app, deps, botUserId);
  listenToHomeOpened(app, deps);
  listenToHome(app, deps);
  listenToCheckMessage(app, deps);
  listenToCheckAnywhere(app, deps);
  listenToRerun(app, deps);
  listenToRerunLonger(app, deps);
  listenToEscalate(app, deps);
  listenToEscalation(app, deps);
  listenToIncident(app, deps);
  listenToIncidentModals(app, deps);
  listenToIncidentViews(app, deps);
  listenToListPages(app, deps);
}
