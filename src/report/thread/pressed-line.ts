import type { Button, KnownBlock } from '@slack/types';
import { context } from './thread-message.ts';

/**
 * A message's blocks with a line about what a button has done so far, in place of an earlier line. The button itself stays where there is
 * more for it to do.
 */
export function withPressedLine(
  blocks: readonly KnownBlock[],
  { actionId, line, isLeft }: { readonly actionId: string; readonly line: string; readonly isLeft: boolean },
): KnownBlock[] {
  const id = lineIdOf(actionId);
  const shown = context([line], id);
  const isThere = blocks.some(({ block_id }) => block_id === id);
  return blocks.flatMap((block): KnownBlock[] => {
    if (block.block_id === id) return [shown];
    if (buttonIn(block, actionId) === undefined) return [block];
    return [...(isThere ? [] : [shown]), ...(isLeft ? [block] : without(block, actionId))];
  });
}

export function buttonIn(block: KnownBlock, actionId: string): Button | undefined {
  if (block.type !== 'actions') return undefined;
  const found = block.elements.find((element) => element.action_id === actionId);
  return found?.type === 'button' ? found : undefined;
}

function without(block: KnownBlock, actionId: string): KnownBlock[] {
  if (block.type !== 'actions') return [block];
  const elements = block.elements.filter((element) => element.action_id !== actionId);
  return elements.length > 0 ? [{ ...block, elements }] : [];
}

function lineIdOf(actionId: string): string {
  return `leakcheck.pressed.${actionId}`.slice(0, 255);
}
