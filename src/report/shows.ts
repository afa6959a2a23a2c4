import { escapeMarkdown, markdownCode } from './escape-markdown.ts';
import { escapeMrkdwn, mention, mrkdwnCode, slackDate } from './escape-mrkdwn.ts';
import type { Show } from './incident-sentence.ts';
import { plainText } from './plain-text.ts';
import { utcTime } from './utc-time.ts';

/** For the thread: dates in the reader's own time zone, people as mentions. */
export const slackShow: Show = {
  date: (atMs) => slackDate(atMs),
  person: mention,
  text: (text) => escapeMrkdwn(text, 300),
  code: (name) => mrkdwnCode(name, 160),
};

export const markdownShow: Show = {
  date: utcTime,
  person: (userId) => escapeMarkdown(userId, 80),
  text: (text) => escapeMarkdown(text, 300),
  code: (name) => markdownCode(name),
};

export const plainShow: Show = {
  date: utcTime,
  person: (userId) => plainText(userId, 80),
  text: (text) => plainText(text, 300),
  code: (name) => plainText(name, 160),
};
