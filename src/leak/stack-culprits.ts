import type { FunctionFacts } from './function-facts.ts';

/** What a stack without frames is gathered by. */
const unknownCulprit = 'unknown';

/**
 * Finds the culprit of each stack of a table, as `culpritOf` does of frames, from what is known of its locations. Returns the
 * number of its name.
 */
export function culpritFinder(facts: FunctionFacts): (stack: number) => number {
  const { stacks } = facts;
  const places = new LocationPlaces(facts);
  /** One more than the number of its culprit's name; 0 where nobody asked yet. */
  const known = new Int32Array(stacks.size);
  const find = (stack: number): number => {
    const depth = stacks.depth(stack);
    let library = -1;
    let standard = -1;
    let leaf = -1;
    for (let place = 0; place < depth; place++) {
      const location = stacks.locationAt(stack, place);
      const own = places.own(location);
      if (own >= 0) return own;
      if (place === 0) leaf = places.innermost(location);
      const outerLibrary = places.library(location);
      if (outerLibrary >= 0) library = outerLibrary;
      const outerStandard = places.standard(location);
      if (outerStandard >= 0) standard = outerStandard;
    }
    if (library >= 0) return library;
    if (standard >= 0) return standard;
    return leaf >= 0 ? leaf : facts.numberOf(unknownCulprit);
  };
  return (stack) => {
    const seen = known[stack] ?? 0;
    if (seen > 0) return seen - 1;
    const culprit = find(stack);
    known[stack] = culprit + 1;
    return culprit;
  };
}

/** For each location the names of its innermost own function and of its outermost others; -1 where it has none. */
class LocationPlaces {
  readonly #facts: FunctionFacts;
  /** Own, library, standard and innermost, one more than the name's number; all 0 where the location was not looked at. */
  readonly #names: Int32Array;

  constructor(facts: FunctionFacts) {
    this.#facts = facts;
    this.#names = new Int32Array(4 * facts.stacks.calls.locationCount);
  }

  own(location: number): number {
    if (this.#names[4 * location + 3] === 0) this.#look(location);
    return (this.#names[4 * location] ?? 0) - 1;
  }

  /** Of a location whose own function was asked for before, as are the next two. */
  library(location: number): number {
    return (this.#names[4 * location + 1] ?? 0) - 1;
  }

  standard(location: number): number {
    return (this.#names[4 * location + 2] ?? 0) - 1;
  }

  innermost(location: number): number {
    return (this.#names[4 * location + 3] ?? 0) - 1;
  }

  #look(location: number): void {
    const { stacks } = this.#facts;
    const names = this.#names;
    const from = 4 * location;
    for (let at = location; at >= 0; at = stacks.calls.calleeOf(at)) {
      const frame = stacks.calls.frameOfLocation(at);
      const name = this.#facts.nameOf(frame) + 1;
      const origin = this.#facts.originOf(frame);
      // From the outermost inwards: the last own one is the innermost, of others the first counts.
      if (origin === 'own') names[from] = name;
      if (origin === 'library' && names[from + 1] === 0) names[from + 1] = name;
      if (origin === 'standard' && names[from + 2] === 0) names[from + 2] = name;
      names[from + 3] = name;
    }
  }
}
