import { describe, expect, it } from 'vitest';
import { mentionText } from '../../src/slack/events/mention-text.ts';

describe('mentionText', () => {
  it.each([
    ['<@U0BOT> payments 5m', 'payments 5m'],
    ['<@U0BOT|leakcheck> payments 5m', 'payments 5m'],
    ['hey <@U0BOT>', 'hey'],
    ['payments 5m <@U0BOT>', 'payments 5m'],
    ['<@U0BOT> <http://payments.example|payments.example> 5m', 'payments.example 5m'],
    ['<@U0BOT> &lt;!channel&gt; &amp;amp;', '<!channel> &amp;'],
    ['<@U0BOT> history <@U0ANN>', 'history <@U0ANN>'],
  ])('reads %j', (text, words) => {
    expect(mentionText(text, 'U0BOT')).toBe(words);
  });
});
