import type { CheckPlan } from './plan.ts';

const exact = 'heap?gc=1&debug=1';
const asItIs = 'heap?debug=1';

/** The heap with the exact counters, right after a collection that it forces, where the check may force one. */
export function heapTextEndpoint({ gc }: Pick<CheckPlan, 'gc'>): string {
  return gc === false ? asItIs : exact;
}
