import { fontFamily } from './fonts.ts';

/** Sizes in pixels of a picture 1,200 wide, which a phone shows at a third: nothing is set smaller than `small`. */
export const ink = {
  width: 1_200,
  text: '#1d1c1d',
  quiet: '#5c5c5c',
  grid: '#e4e4e4',
  paper: '#ffffff',
  limit: '#8a1c1c',
  titleSize: 38,
  panelSize: 30,
  labelSize: 26,
  small: 24,
} as const;

/** Bars: the team's own code is filled, the rest hatched. */
export const ownColour = '#0072b2';
export const libraryColour = '#5c5c5c';

export function font(size: number, weight: 'normal' | 'bold' = 'normal'): string {
  return `${weight} ${size}px "${fontFamily}"`;
}

export type LineStyle = {
  readonly colour: string;
  readonly dash: readonly number[];
  readonly marker: 'circle' | 'triangle' | 'rect' | 'rectRot' | 'crossRot' | 'star';
};

// Okabe and Ito's palette, told apart by people with any colour vision; its yellow and sky blue are too pale on white.
const colours = ['#d55e00', '#0072b2', '#009e73', '#a6488a', '#1d1c1d', '#8c6d00'] as const;
const markers = ['circle', 'triangle', 'rect', 'rectRot', 'crossRot', 'star'] as const;
const dashes = [[], [18, 8], [4, 7], [20, 7, 4, 7]] as const;

/** The look of the n-th line: colour, marker and dash all differ between neighbours, so that none is needed alone. */
export function lineStyle(index: number): LineStyle {
  const round = Math.floor(index / colours.length);
  return {
    colour: colours[index % colours.length] ?? ink.text,
    dash: dashes[(index + 2 * round) % dashes.length] ?? [],
    marker: markers[(index + round) % markers.length] ?? 'circle',
  };
}
