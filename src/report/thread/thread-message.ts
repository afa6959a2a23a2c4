import type { KnownBlock } from '@slack/types';

/** One Slack message: `text` is what phones notify, `blocks` what the thread shows. */
export type ThreadMessage = { readonly text: string; readonly blocks: KnownBlock[] };

/** Slack's limits, with a little room; `msg_blocks_too_long` comes near 13,200 characters of blocks together. */
const slackLimits = { section: 3_000, context: 2_000, blocks: 50, characters: 13_000 } as const;

/** A section of mrkdwn lines. Lines that do not fit are counted in a last line, never cut inside. */
export function section(lines: readonly string[], blockId?: string): KnownBlock {
  const text = { type: 'mrkdwn', text: fitLines(lines, slackLimits.section), verbatim: true } as const;
  return blockId === undefined ? { type: 'section', text } : { type: 'section', text, block_id: blockId };
}

/** Small grey text: for what supports the message but is not the message. */
export function context(lines: readonly string[], blockId?: string): KnownBlock {
  const elements = [{ type: 'mrkdwn' as const, text: fitLines(lines, slackLimits.context), verbatim: true }];
  return blockId === undefined
    ? { type: 'context', elements }
    : { type: 'context', elements, block_id: blockId };
}

/** The size that Slack's limit is about, measured on the safe side: the blocks as sent. */
function blocksSize(blocks: readonly KnownBlock[]): number {
  return JSON.stringify(blocks).length;
}

export function fits(blocks: readonly KnownBlock[]): boolean {
  return blocks.length <= slackLimits.blocks && blocksSize(blocks) <= slackLimits.characters;
}

/** As many whole lines as fit into `max` characters, then how many are missing. */
function fitLines(lines: readonly string[], max: number): string {
  const whole = lines.join('\n');
  if (whole.length <= max) return whole || ' ';
  const kept: string[] = [];
  let used = moreRoom;
  for (const line of lines) {
    used += line.length + 1;
    if (used > max) break;
    kept.push(line);
  }
  return [...kept, `… and ${lines.length - kept.length} more in report.json`].join('\n');
}

const moreRoom = 48;
