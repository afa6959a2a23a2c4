import { followsLoad } from './follows-load.ts';
import { risesWithLoad } from './rises-with-load.ts';
import type { Point } from './statistics/theil-sen.ts';

/** Whether a growing series may be what is in use under the load of the moment (`done`: work done by each point). */
export function isLoad(points: readonly Point[], done: readonly number[] | undefined): boolean {
  return followsLoad(points, done) || risesWithLoad(points, done);
}
