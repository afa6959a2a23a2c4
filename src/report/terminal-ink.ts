import type { Verdict } from './report.ts';

type Paint = (text: string) => string;
export type Ink = {
  readonly bold: Paint;
  readonly dim: Paint;
  readonly verdict: Readonly<Record<Verdict, Paint>>;
};

/** Ways to set text apart on a terminal; none of them changes the text when colour is off. */
export function inks(color: boolean): Ink {
  const paint = (code: string): Paint =>
    color ? (text) => `\u001b[${code}m${text}\u001b[0m` : (text) => text;
  return {
    bold: paint('1'),
    dim: paint('2'),
    verdict: {
      leak: paint('1;31'),
      suspect: paint('1;33'),
      healthy: paint('1;32'),
      inconclusive: paint('1;35'),
    },
  };
}
