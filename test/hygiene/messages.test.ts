import { describe, expect, it } from 'vitest';
import { digestMessages } from './digest-messages.ts';
import { lints, type Sent } from './lints.ts';
import { modals } from './modals.ts';
import { replyMessages } from './reply-messages.ts';
import { reportMessages } from './report-messages.ts';
import { useCaseMessages } from './use-case-messages.ts';

/**
 * Every message that leakcheck sends, made of wide and hostile input, kept to the same rules (docs/messages.md). A new one belongs into
 * one of the lists.
 */
const withoutReport: readonly (readonly [string, Sent])[] = [
  ...digestMessages,
  ...modals,
  ...(await useCaseMessages()),
  ...(await replyMessages()),
];
const sent = [...reportMessages, ...withoutReport];

describe.each(Object.entries(lints))('%s', (_rule, lint) => {
  it.each(sent)('in: %s', (_name, message) => {
    expect(lint(message)).toEqual([]);
  });
});

describe('report.json is spoken of only where it lies beside', () => {
  it.each(withoutReport)('not in: %s', (_name, message) => {
    expect(JSON.stringify(message)).not.toContain('report.json');
  });
});
