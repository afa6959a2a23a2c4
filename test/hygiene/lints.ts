import { checkMessageBlocks, checkView } from '../../lab/slack/blocks/check.ts';
import { SlackFailure } from '../../lab/slack/slack-failure.ts';

/** A message that leakcheck sends, or a view that it opens. */
export type Sent =
  | { readonly text: string; readonly blocks: readonly unknown[] }
  | { readonly type: 'modal' | 'home'; readonly blocks: readonly unknown[] };

type Lint = (sent: Sent) => readonly string[];

/** What every message must keep to, by name. Each answers what it found wrong. */
export const lints: Readonly<Record<string, Lint>> = {
  'Slack takes its blocks': (sent) => {
    try {
      if ('type' in sent) checkView(sent, sent.type);
      else if (sent.blocks.length > 0) checkMessageBlocks(sent.blocks);
      return [];
    } catch (error) {
      if (error instanceof SlackFailure) return [`${error.message} ${JSON.stringify(error)}`];
      throw error;
    }
  },
  'it has a text for notifications': (sent) => {
    if ('type' in sent) return [];
    return sent.text.trim() === '' || sent.text.length > 10_000
      ? [`a text of ${sent.text.length} characters`]
      : [];
  },
  // But for those of the documentation, and of a group that Slack knows no name of.
  'ids are shown as names': (sent) =>
    [...mrkdwnOf(sent).map(withoutReferences), ...plainOf(sent)].flatMap((text) =>
      matches(text, /(?<![\w-])(?!(?:[UCS]0123456789|S0GONE)\b)[UWCSGD]0[A-Z0-9]{2,}\b/g),
    ),
  'times are the reader’s own, or say UTC where Slack cannot do that': (sent) => [
    ...mrkdwnOf(sent).flatMap((text) =>
      matches(
        withoutCode(withoutReferences(text)),
        /\d{4}-\d\d-\d\d|\d\d:\d\d(?::\d\d)? UTC|\d\d:\d\d:\d\d|T\d\d:\d\d/g,
      ),
    ),
    ...plainOf(sent).flatMap((text) => matches(text, /\d\d:\d\d(?::\d\d)?(?! UTC|:)/g)),
  ],
  'no information is an emoji’s': (sent) =>
    [...mrkdwnOf(sent), ...plainOf(sent)].flatMap((text) =>
      matches(withoutCode(withoutReferences(text)), /:[a-z][a-z0-9_+-]+:|\p{Extended_Pictographic}/gu),
    ),
  'buttons have words, and images say their figures': (sent) => [
    ...partsOf(sent, ({ type }) => type === 'button')
      .map(({ text }) => String(Object(text).text))
      .filter((label) => !/\p{L}{2}/u.test(label)),
    ...partsOf(sent, ({ type }) => type === 'image')
      .map(({ alt_text }) => String(alt_text))
      .filter((alt) => !/\d/.test(alt)),
  ],
  'what is left out can be had': (sent) => {
    const hasButton = JSON.stringify(sent.blocks).includes('"leakcheck.list.');
    return hasButton
      ? []
      : mrkdwnOf(sent)
          .flatMap((text) => text.split('\n'))
          .filter((line) => /… and .*\d/.test(line))
          .filter((line) => !/report\.json|in the thread|among the files/.test(line));
  },
  'it calls nobody but people and groups': (sent) =>
    [...mrkdwnOf(sent), ...('text' in sent ? [sent.text] : [])].flatMap((text) =>
      matches(text, /<!(?:channel|here|everyone)/g),
    ),
};

type Part = Readonly<Record<string, unknown>>;

function partsOf(sent: Sent, wanted: (part: Part) => boolean): Part[] {
  const found: Part[] = [];
  const look = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if (wanted(value as Part)) found.push(value as Part);
    for (const inner of Object.values(value)) look(inner);
  };
  look({ ...sent, text: undefined });
  return found;
}

function mrkdwnOf(sent: Sent): string[] {
  const inBlocks = partsOf(sent, ({ type }) => type === 'mrkdwn').map(({ text }) => String(text));
  return 'text' in sent ? [...inBlocks, sent.text] : inBlocks;
}

/** Labels, options, table cells, and what pictures say. */
function plainOf(sent: Sent): string[] {
  const texts = partsOf(sent, ({ type }) => type === 'plain_text' || type === 'raw_text').map(({ text }) =>
    String(text),
  );
  const alts = partsOf(sent, ({ alt_text }) => typeof alt_text === 'string').map(({ alt_text }) =>
    String(alt_text),
  );
  return [...texts, ...alts];
}

/** Without mentions and dates; of links the words alone. */
function withoutReferences(text: string): string {
  return text.replaceAll(/<([@#!][^<>]*|[^<>|]*)(?:\|([^<>]*))?>/g, (_, target: string, words = '') =>
    /^[@#!]/.test(target) ? '' : words,
  );
}

function withoutCode(text: string): string {
  return text.replaceAll(/```[\s\S]*?```|`[^`]*`/g, '');
}

function matches(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([found]) => `“${found}” in “${text.slice(0, 300)}”`);
}
