import { describe, expect, test } from 'vitest';
import {
  escapeMrkdwn,
  mention,
  mrkdwnCode,
  mrkdwnCodeBlock,
  proseMrkdwn,
  slackDate,
} from '../../src/report/escape-mrkdwn.ts';

const hostile = [
  '<!channel>',
  '<!here|x>',
  '<@U123>',
  '<#C1>',
  '<https://evil.example|click>',
  '@here @channel @everyone',
  '*bold* _it_ ~no~ `code`',
  '```\nfence\n```',
  '`',
  '&lt;!channel&gt;',
  '> quote',
  '\u001b[31mred\u202e',
  ':skull:',
  `${'<&>'.repeat(2_000)}`,
  '\ud83d',
  '',
];

describe('foreign text sends nothing and formats nothing', () => {
  const ways = { escapeMrkdwn, mrkdwnCode, mrkdwnCodeBlock, proseMrkdwn };
  const cases = Object.entries(ways).flatMap(([name, way]) =>
    hostile.map((text) => [name, text, way] as const),
  );

  test.each(cases)('%s(%j) holds no control sequence, mention or control character', (_, text, way) => {
    const escaped = way(text);
    expect(escaped).not.toMatch(/[<>]/);
    expect(escaped).not.toMatch(/@(here|channel|everyone)/);
    expect(escaped.replaceAll('\n', '')).not.toMatch(/\p{Cc}|\u202e/u);
    expect(escaped).not.toMatch(/&(?!(amp|lt|gt);)/);
  });

  test.each(cases)('%s(%j) is at most as long as asked', (_, text, way) => {
    expect(way(text, 200).length).toBeLessThanOrEqual(200);
  });

  test.each(hostile)('escapeMrkdwn(%j) leaves no mark that could format', (text) => {
    expect(escapeMrkdwn(text)).not.toMatch(/[*~`]|(?<!\w)_|_(?!\w)/);
  });

  test.each(hostile)('a code span of %j ends where it should', (text) => {
    expect(mrkdwnCode(text)).toMatch(/^`[^`]+`$/);
  });

  test.each(hostile)('a code block of %j ends where it should', (text) => {
    expect(mrkdwnCodeBlock(text)).toMatch(/^```\n[^`]*\n```$/);
  });
});

describe('honest text stays readable', () => {
  test.each([
    ['payments_v2 & co', 'payments_v2 &amp; co'],
    ['10.0.0.7:6060', '10.0.0.7:6060'],
  ])('escapeMrkdwn(%j)', (text, escaped) => expect(escapeMrkdwn(text)).toBe(escaped));

  test.each([
    ['call `defer cancel()` & go', 'call `defer cancel()` &amp; go'],
    ['under pay.(*Fanout).settle and (*B).x', 'under `pay.(*Fanout).settle` and `(*B).x`'],
    ['in cache.New[...].func1 now', 'in `cache.New[...].func1` now'],
  ])('proseMrkdwn(%j) keeps code as code', (text, escaped) => expect(proseMrkdwn(text)).toBe(escaped));

  test('code that is too long is cut at a line and says so', () => {
    const block = mrkdwnCodeBlock(Array.from({ length: 200 }, (_, line) => `line ${line}`).join('\n'), 300);
    expect(block).toMatch(/line 1\n/);
    expect(block).toMatch(/\/\/ … cut: see report\.json\n```$/);
  });
});

test.each([
  ['U012AB', '<@U012AB>'],
  ['W9', '<@W9>'],
  ['!channel', '!channel'],
  ['U1><!channel', 'U1&gt;&lt;!channel'],
])('a mention of %s is %s', (id, text) => expect(mention(id)).toBe(text));

test('a date carries UTC for readers whose client cannot format it', () => {
  expect(slackDate(Date.UTC(2026, 2, 2, 3, 4))).toBe(
    '<!date^1772420640^{date_short_pretty} {time}|2026-03-02 03:04 UTC>',
  );
});

test.each([
  [
    'at 2026-03-02 03:04 UTC, and',
    'at <!date^1772420640^{date_short_pretty} {time}|2026-03-02 03:04 UTC>, and',
  ],
  ['2026-03-02 03:04:05 UTC', '<!date^1772420645^{date_short_pretty} {time_secs}|2026-03-02 03:04 UTC>'],
  ['2026-99-02 03:04 UTC', '2026-99-02 03:04 UTC'],
  ['`2026-03-02 03:04 UTC`', '`2026-03-02 03:04 UTC`'],
])('our own sentences show moments by the reader’s own clock: %s', (text, shown) => {
  expect(proseMrkdwn(text)).toBe(shown);
});
