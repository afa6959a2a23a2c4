import { expect, it } from 'vitest';
import { notificationText } from '../../src/report/thread/notification-text.ts';

it.each([
  ['<@U1> *No verdict for payments*: it failed', '<@U1> No verdict for payments: it failed'],
  ['*Escalated* by <@U1>.\n• *PagerDuty*: told', 'Escalated by <@U1>.\n• PagerDuty: told'],
  ['*Back:* `settle.(*Fanout).run` and `(*Cache).Put`', 'Back: `settle.(*Fanout).run` and `(*Cache).Put`'],
  ['settle.(*Fanout).run calls cache.(*Store).Put', 'settle.(*Fanout).run calls cache.(*Store).Put'],
  ['2 * 3 * 4', '2 * 3 * 4'],
])('a notification shows no asterisks of ours: %s', (text, shown) => {
  expect(notificationText(text)).toBe(shown);
});
