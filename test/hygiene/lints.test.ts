import { expect, it } from 'vitest';
import { lints, type Sent } from './lints.ts';

function message(text: string, ...more: object[]): Sent {
  return { text: 'x', blocks: [{ type: 'section', text: { type: 'mrkdwn', text } }, ...more] };
}

const button = (text: string) => ({
  type: 'actions',
  elements: [{ type: 'button', text: { type: 'plain_text', text } }],
});

const wrong: Readonly<Record<string, readonly Sent[]>> = {
  'Slack takes its blocks': [
    message('x'.repeat(3_001)),
    { text: 'x', blocks: Array.from({ length: 51 }, () => ({ type: 'divider' })) },
    { type: 'modal', blocks: [] },
  ],
  'it has a text for notifications': [{ text: ' ', blocks: [] }],
  'ids are shown as names': [message('by U0BEA'), message('in `C0PAY`'), message('x', button('Ask U0ANN'))],
  'times are the reader’s own, or say UTC where Slack cannot do that': [
    message('at 2026-11-11 11:11 UTC'),
    message('at 09:12 UTC'),
    message('since 2026-11-11T11:11:11.000Z'),
    message('x', button('Since 09:12')),
  ],
  'no information is an emoji’s': [message(':red_circle: payments'), message('\u{1f534} payments')],
  'buttons have words, and images say their figures': [
    message('x', button('\u25b6')),
    message('x', { type: 'image', slack_file: { id: 'F1' }, alt_text: 'a chart' }),
  ],
  'what is left out can be had': [message('a\n… and 3 more'), message('… and 12 more leaks')],
  'it calls nobody but people and groups': [message('<!here> look')],
};

const right: readonly Sent[] = [
  message('by <@U0BEA> in <#C0PAY|x>, <!subteam^S0PAY>, `U0123456789`'),
  message('at <!date^1772420640^{date_short_pretty} {time}|2026-03-02 03:04 UTC>'),
  message('… and 3 more in report.json'),
  message('x', button('Re-run for 10m')),
];

it.each(Object.entries(wrong))('“%s” is seen where it is not kept', (rule, broken) => {
  for (const each of broken) expect(lints[rule]?.(each)).not.toEqual([]);
});

it('every rule has something that breaks it', () => {
  expect(Object.keys(wrong)).toEqual(Object.keys(lints));
});

it.each(Object.entries(lints))('“%s” lets pass what keeps to it', (_rule, lint) => {
  for (const each of right) expect(lint(each)).toEqual([]);
});
