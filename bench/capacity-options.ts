import { parseArgs } from 'node:util';
import { parseWindow } from '../src/check/window.ts';
import { wholeNumber } from './whole-number.ts';

export const capacityParts = ['pending', 'lateness', 'throughput', 'turns', 'replicas'] as const;
export type CapacityPart = (typeof capacityParts)[number];

/** What `npm run bench:capacity -- …` was asked for. */
export type CapacityOptions = {
  readonly parts: readonly CapacityPart[];
  /** Checks that wait for their next capture. */
  readonly pending: number;
  /** Captures a second asked for while lateness is measured, and for how long. */
  readonly rate: number;
  readonly seconds: number;
  /** Worker processes, one number a run. */
  readonly workers: readonly number[];
  /** Captures that are due at once, for the workers to catch up with. */
  readonly captures: number;
  /** Checks that end at once. */
  readonly verdicts: number;
  /** Replicas of the one large check, the worker processes that it is given, one number a run, and its window. */
  readonly replicas: number;
  readonly sharedBy: readonly number[];
  readonly windowMs: number;
};

/** Throws an Error that names the option and what it takes. */
export function capacityOptions(args: readonly string[]): CapacityOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      part: { type: 'string', multiple: true, default: [...capacityParts] },
      pending: { type: 'string', default: '10000' },
      rate: { type: 'string', default: '30' },
      seconds: { type: 'string', default: '60' },
      workers: { type: 'string', default: '1,2,4' },
      captures: { type: 'string', default: '3000' },
      verdicts: { type: 'string', default: '40' },
      replicas: { type: 'string', default: '500' },
      'shared-by': { type: 'string', default: '1,2' },
      window: { type: 'string', default: '1m' },
    },
  });
  return {
    parts: values.part.map(partOf),
    pending: wholeNumber('--pending', values.pending),
    rate: wholeNumber('--rate', values.rate),
    seconds: wholeNumber('--seconds', values.seconds),
    workers: wholeNumbers('--workers', values.workers),
    captures: wholeNumber('--captures', values.captures),
    verdicts: wholeNumber('--verdicts', values.verdicts),
    replicas: wholeNumber('--replicas', values.replicas),
    sharedBy: wholeNumbers('--shared-by', values['shared-by']),
    windowMs: parseWindow(values.window),
  };
}

function wholeNumbers(option: string, list: string): readonly number[] {
  return list.split(',').map((text) => wholeNumber(option, text));
}

function partOf(text: string): CapacityPart {
  const part = capacityParts.find((name) => name === text);
  if (part === undefined) throw new Error(`--part ${text}: takes ${capacityParts.join(', ')}`);
  return part;
}
