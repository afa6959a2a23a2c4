import type { Fact, Finding } from './finding.ts';
import { enclosingFunction } from './function-name.ts';

/**
 * One cause, one finding: a goroutine that leaks keeps its descriptor (`runtime.malg`) and what its function allocated
 * alive, so heap growth of the same function, of its starter, or of the runtime's descriptors joins the goroutine finding.
 */
export function mergeFindings(found: readonly Finding[], heap: readonly Finding[]): Finding[] {
  const goroutines = withoutCompanions(found);
  const owners = new Map<Finding, Finding[]>(goroutines.map((finding) => [finding, []]));
  const alone = heap.filter((finding) => {
    const owner = goroutines.find((candidate) => holds(candidate, finding));
    if (owner !== undefined) owners.get(owner)?.push(finding);
    return owner === undefined;
  });
  const merged = [...owners].map(([finding, held]) => withHeap(finding, held));
  return [...merged, ...alone].sort(worstFirst);
}

/**
 * Libraries start some goroutines together for one thing (a connection's reader and its writer, a database's workers): of those
 * that one known library left behind, of those that run nobody's own code and were started in one place, and of those that are
 * always as many, the first stands for all, and one with own code for the others: it waits for what they serve.
 */
function withoutCompanions(goroutines: readonly Finding[]): Finding[] {
  const companions = new Map<Finding, Finding[]>();
  for (const finding of [...goroutines.filter((each) => !isForeign(each)), ...goroutines.filter(isForeign)]) {
    const first = [...companions.keys()].find((earlier) => areCompanions(earlier, finding));
    if (first === undefined) companions.set(finding, []);
    else companions.get(first)?.push(finding);
  }
  return [...companions].map(([finding, others]) => ({
    ...finding,
    facts: [...finding.facts, ...others.map(companionFact)],
  }));
}

function companionFact({ culprit, growth }: Finding): Fact {
  return { kind: 'companions', function: culprit.function, count: growth.amount };
}

function areCompanions(one: Finding, other: Finding): boolean {
  if (areOfOneLibrary(one, other)) return true;
  if (!isForeign(other)) return false;
  return (isForeign(one) && startedTogether(one, other)) || areAsMany(one, other);
}

function areAsMany(one: Finding, other: Finding): boolean {
  return isAlike(one.growth.amount, other.growth.amount) && isAlike(one.atHead, other.atHead);
}

function startedTogether(one: Finding, other: Finding): boolean {
  return one.startedBy !== undefined && one.startedBy.function === other.startedBy?.function;
}

/** Goroutines that belong to one thing are as many, but for those that are just being started. */
const alikeWithin = 0.05;

function isAlike(one: number, other: number): boolean {
  return Math.abs(one - other) <= Math.max(1, alikeWithin * Math.max(one, other));
}

function areOfOneLibrary(one: Finding, other: Finding): boolean {
  const name = libraryOf(one);
  return name !== undefined && name === libraryOf(other);
}

function libraryOf({ facts }: Finding): string | undefined {
  return facts.find((fact) => fact.kind === 'library')?.library.name;
}

function isForeign({ stack }: Finding): boolean {
  return stack.every(({ origin }) => origin !== 'own');
}

function holds(goroutine: Finding, heap: Finding): boolean {
  if (goroutine.verdict === 'suspect' && heap.verdict === 'leak') return false;
  const names = [goroutine.culprit, goroutine.startedBy].flatMap((frame) =>
    frame ? [enclosingFunction(frame.function)] : [],
  );
  return (
    names.includes(enclosingFunction(heap.culprit.function)) ||
    isDescriptor(heap) ||
    (isForeign(goroutine) && madeWhereStarted(goroutine, heap)) ||
    madeForCalls(goroutine, heap) ||
    areOfOneLibrary(goroutine, heap)
  );
}

/** What a server makes for each request stays as long as the request's goroutine, which the same function runs. */
function madeForCalls({ stack }: Finding, heap: Finding): boolean {
  return isForeign(heap) && stack.some((frame) => frame.function === heap.culprit.function);
}

/** A library's goroutine that runs a closure was started where that closure stands, and what it serves was made there too. */
function madeWhereStarted({ stack }: Finding, heap: Finding): boolean {
  const entry = stack.findLast(({ origin }) => origin === 'library');
  if (entry === undefined) return false;
  const starter = enclosingFunction(entry.function);
  return (
    starter !== entry.function && heap.stack.some((frame) => enclosingFunction(frame.function) === starter)
  );
}

/** Goroutine descriptors are allocated by the runtime alone: nothing else is on their stack. */
function isDescriptor(heap: Finding): boolean {
  return (
    heap.stack.length > 0 &&
    heap.stack.every(({ origin }) => origin === 'runtime') &&
    heap.stack.some((frame) => frame.function === 'runtime.malg')
  );
}

function withHeap(finding: Finding, held: readonly Finding[]): Finding {
  if (held.length === 0) return finding;
  const bytes = held.reduce((sum, { growth }) => sum + growth.amount, 0);
  // A library's goroutine does not show who asked for it; what was allocated with it does.
  const caller = isForeign(finding) ? held.find((heap) => !isForeign(heap)) : undefined;
  return {
    ...finding,
    culprit: caller?.culprit ?? finding.culprit,
    facts: [...finding.facts, { kind: 'holds-heap', bytes }],
  };
}

/** Leaks before suspects, then the surer, and of equally sure ones the larger. */
function worstFirst(a: Finding, b: Finding): number {
  if (a.verdict !== b.verdict) return a.verdict === 'leak' ? -1 : 1;
  const surer = Math.round(b.confidence * 100) - Math.round(a.confidence * 100);
  if (surer !== 0) return surer;
  return a.kind === b.kind ? b.growth.amount - a.growth.amount : a.kind === 'goroutine' ? -1 : 1;
}
