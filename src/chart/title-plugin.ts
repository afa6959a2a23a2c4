import type { SKRSContext2D } from 'canvas';
import type { Plugin } from 'chart.js';
import { fittingText } from './fitting-text.ts';
import { font, ink } from './ink.ts';

/** Paper, title and subtitle. */
export function titlePlugin({
  title,
  subtitle,
}: {
  readonly title: string;
  readonly subtitle: string;
}): Plugin {
  return {
    id: 'leakcheck-title',
    beforeDraw({ ctx, width, height }) {
      const pen: SKRSContext2D = ctx;
      pen.save();
      pen.fillStyle = ink.paper;
      pen.fillRect(0, 0, width, height);
      pen.textBaseline = 'alphabetic';
      pen.textAlign = 'left';
      pen.fillStyle = ink.text;
      pen.font = font(ink.titleSize, 'bold');
      pen.fillText(fittingText(pen, title, width - 56), 28, 50);
      pen.fillStyle = ink.quiet;
      pen.font = font(ink.small);
      pen.fillText(fittingText(pen, subtitle, width - 56), 28, 86);
      pen.restore();
    },
  };
}
