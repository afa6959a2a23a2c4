import type { KnownBlock, ModalView } from '@slack/types';
import type { Message } from '../../check/poster.ts';
import { plain } from './plain.ts';

const mostBlocks = 100;

/** An answer as a modal: to be read and closed. The title has room for 24 characters. */
export function messageModal(title: string, { blocks }: Pick<Message, 'blocks'>): ModalView {
  return {
    type: 'modal',
    title: plain(title),
    close: plain('Close'),
    blocks: (blocks as KnownBlock[]).slice(0, mostBlocks),
  };
}
