import type { App } from '@slack/bolt';
import { isFirstDelivery } from '../../check/first-delivery.ts';
import { pressRerun, type RerunPress } from '../../check/press-button.ts';
import { answering } from '../answering.ts';
import { audited } from '../audited.ts';
import type { DepsIn } from '../listener-deps.ts';
import { readButtonPress } from './button-press.ts';

/** What both re-run buttons do: the new check shows itself, so only a failure needs an answer. */
export function listenToRerunButton(app: App, depsIn: DepsIn, action: RerunPress['action']): void {
  app.action(action, async ({ ack, body, context }) => {
    await ack();
    const deps = depsIn(context);
    const { check, asker, message, triggerId } = readButtonPress(body);
    if (!(await isFirstDelivery(deps, triggerId))) {
      return;
    }
    const what = action === 'leakcheck.rerun' ? 'rerun' : 'rerun_longer';
    const deed = { what, via: 'button', check } as const;
    await answering(deps, asker, undefined, () =>
      audited(deps, { asker, deed }, async (learn) => {
        const { service } = await pressRerun(deps, { check, action, by: asker.user, message });
        learn({ service });
        return undefined;
      }),
    );
  });
}
