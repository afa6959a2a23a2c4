import type { Point } from './statistics/theil-sen.ts';

/** The parabola through a series by least squares: how it bends, and how far the points lie from it. */
export type Bend = {
  /** Growth of the slope, in values per millisecond²; below 0 where the series slows down. */
  readonly curvature: number;
  /** Standard error of the curvature. */
  readonly error: number;
  /** Standard deviation of the points about the parabola. */
  readonly scatter: number;
  readonly degrees: number;
};

/**
 * What is left of an exact series by rounding, as a share of the series' own range: it must not pass for scatter that any
 * estimate stands out from.
 */
const rounding = 1e-9;

/** Fits a parabola. Needs at least four points at three different times. */
export function bendOf(points: readonly Point[]): Bend {
  const times = points.map(({ atMs }) => atMs);
  const values = points.map(({ value }) => value);
  const basis = orthogonalBasis(times);
  const shares = basis.map((direction) => dot(direction, values) / dot(direction, direction));
  const residuals = values.map((value, index) =>
    basis.reduce((rest, direction, power) => rest - (shares[power] ?? 0) * (direction[index] ?? 0), value),
  );
  const degrees = points.length - basis.length;
  const range = Math.max(...values) - Math.min(...values);
  const scatter = aboveRounding(Math.sqrt(dot(residuals, residuals) / degrees), range);
  const squares = basis[2] ?? [];
  const bent = (shares[2] ?? 0) * Math.max(...squares.map(Math.abs));
  return {
    curvature: aboveRounding(Math.abs(bent), range) === 0 ? 0 : 2 * (shares[2] ?? 0),
    error: (2 * scatter) / Math.sqrt(dot(squares, squares)),
    scatter,
    degrees,
  };
}

/** Constant, linear and quadratic in time, made orthogonal (Gram–Schmidt), so that each is fitted on its own. */
function orthogonalBasis(times: readonly number[]): readonly (readonly number[])[] {
  const mean = times.reduce((sum, atMs) => sum + atMs, 0) / times.length;
  const basis: (readonly number[])[] = [];
  for (const power of [0, 1, 2]) {
    const raw: readonly number[] = times.map((atMs) => (atMs - mean) ** power);
    basis.push(basis.reduce(without, raw));
  }
  return basis;
}

function without(vector: readonly number[], direction: readonly number[]): readonly number[] {
  const share = dot(vector, direction) / dot(direction, direction);
  return vector.map((value, index) => value - share * (direction[index] ?? 0));
}

function aboveRounding(value: number, range: number): number {
  return value <= rounding * range ? 0 : value;
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
}
