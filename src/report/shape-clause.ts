import type { Shape } from '../leak/trend.ts';

const clauses: Readonly<Record<Shape, string>> = {
  growing: 'it grew in both halves of the window',
  plateau: 'growth slowed down in the second half, as a cache does that fills to its bound',
  step: 'nearly all of the growth came in one step',
  'saw-tooth': 'it rose and fell back, as batches and periodic clean-ups do',
  uneven: 'growth was too uneven to prove in a window this long',
  flat: 'there is no growth that stands out from the noise',
  shrinking: 'it shrank',
  unknown: 'there were too few captures to see a shape',
};

/** What a series did, as a clause without a full stop: of the live heap, unless told otherwise. */
export function shapeClause(shape: Shape, kind: 'heap' | 'goroutine' = 'heap'): string {
  if (shape === 'plateau' && kind === 'goroutine')
    return 'growth slowed down in the second half, as a pool does that fills up';
  return clauses[shape];
}
