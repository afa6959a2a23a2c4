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
  const known: (number | undefined)[] = [];
  const find = (stack: number): number => {
    const depth = stacks.depth(stack);
    let [library, standard, leaf] = [-1, -1, -1];
    for (let place = 0; place < depth; place++) {
      const location = stacks.locationAt(stack, place);
      const own = places.own(location);
      if (own >= 0) return own;
      if (place === 0) leaf = places.innermost(location);
      const [outerLibrary, outerStandard] = [places.library(location), places.standard(location)];
      if (outerLibrary >= 0) library = outerLibrary;
      if (outerStandard >= 0) standard = outerStandard;
    }
    if (library >= 0) return library;
    if (standard >= 0) return standard;
    return leaf >= 0 ? leaf : facts.numberOf(unknownCulprit);
  };
  return (stack) => {
    const seen = known[stack];
    if (seen !== undefined) return seen;
    const culprit = find(stack);
    known[stack] = culprit;
    return culprit;
  };
}

/** For each location the names of its innermost own function and of its outermost others; -1 where it has none. */
class LocationPlaces {
  readonly #facts: FunctionFacts;
  /** Own, library, standard and innermost, one more than the name's number; all 0 where the location was not looked at. */
  #names: Int32Array;

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
    const names = this.#names.subarray(4 * location, 4 * location + 4);
    for (let at = location; at >= 0; at = stacks.calls.calleeOf(at)) {
      const frame = stacks.calls.frameOfLocation(at);
      const name = this.#facts.nameOf(frame) + 1;
      const origin = this.#facts.originOf(frame);
      // From the outermost inwards: the last own one is the innermost, of others the first counts.
      if (origin === 'own') names[0] = name;
      if (origin === 'library' && names[1] === 0) names[1] = name;
      if (origin === 'standard' && names[2] === 0) names[2] = name;
      names[3] = name;
    }
  }
}
