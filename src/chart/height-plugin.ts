import type { Plugin } from 'chart.js';

/** Gives a picture its height before it is laid out, whatever that of the canvas is which it is drawn on. */
export function heightPlugin(height: number): Plugin {
  return {
    id: 'leakcheck-height',
    beforeInit(chart) {
      chart.resize(chart.width, height);
    },
  };
}
