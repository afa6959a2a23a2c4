import { wilsonInterval } from './wilson-interval.ts';

/** `67 of 70, 95.7 %`. */
export function share(some: number, all: number): string {
  return `${some} of ${all}, ${all === 0 ? '–' : percent(some / all)}`;
}

/** `67 of 70, 95.7 % (95 % interval 88.1 % to 98.5 %)`. */
export function shareWithInterval(some: number, all: number): string {
  const [low, high] = wilsonInterval(some, all);
  return `${share(some, all)} (95 % interval ${percent(low)} to ${percent(high)})`;
}

function percent(value: number): string {
  return `${(100 * value).toFixed(1)} %`;
}
