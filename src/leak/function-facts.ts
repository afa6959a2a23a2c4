import type { StackTable } from '../profile/stack-table.ts';
import { type Origin, originOf } from './frame-origin.ts';
import { enclosingFunction } from './function-name.ts';

/** What is said of the functions of a stack table: worked out for each when it is first asked for. */
export class FunctionFacts {
  /** The distinct names, by their number: without closures and type arguments. */
  readonly names: string[] = [];
  readonly stacks: StackTable;
  readonly #modulePrefixes: readonly string[];
  readonly #numbers = new Map<string, number>();
  readonly #nameOf: (number | undefined)[] = [];
  readonly #originOf: (Origin | undefined)[] = [];

  constructor(stacks: StackTable, modulePrefixes: readonly string[]) {
    this.stacks = stacks;
    this.#modulePrefixes = modulePrefixes;
  }

  /** Number of the name of a frame's function. */
  nameOf(frame: number): number {
    const functionNumber = this.stacks.calls.functionOf(frame);
    const known = this.#nameOf[functionNumber];
    if (known !== undefined) return known;
    const name = this.numberOf(enclosingFunction(this.stacks.calls.functionName(functionNumber)));
    this.#nameOf[functionNumber] = name;
    return name;
  }

  /** Whose code a frame is. */
  originOf(frame: number): Origin {
    const functionNumber = this.stacks.calls.functionOf(frame);
    const known = this.#originOf[functionNumber];
    if (known !== undefined) return known;
    const { calls } = this.stacks;
    const named = { function: calls.functionName(functionNumber), file: calls.fileName(functionNumber) };
    const origin = originOf(named, this.#modulePrefixes);
    this.#originOf[functionNumber] = origin;
    return origin;
  }

  /** Number of a name, a new one where it was not met before. */
  numberOf(name: string): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    const number = this.names.push(name) - 1;
    this.#numbers.set(name, number);
    return number;
  }
}
