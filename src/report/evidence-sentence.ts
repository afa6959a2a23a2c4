import type { Fact, Finding } from '../leak/finding.ts';
import type { Wait } from '../leak/wait.ts';
import { shortFunction } from './go-name.ts';
import { pastSentence } from './past-sentence.ts';
import { shapeClause } from './shape-clause.ts';
import { aboutDuration, formatBytes, formatCount, formatPerMinute, plural } from './units.ts';

/** One sentence for each piece of evidence, in plain words. */
export function evidenceSentences(finding: Finding): string[] {
  return finding.facts.map((fact) => sentence(fact, finding)).filter((text) => text !== '');
}

function sentence(fact: Fact, finding: Finding): string {
  switch (fact.kind) {
    case 'halves':
      return halvesSentence(fact, finding);
    case 'samples':
      return `${plural(fact.births, 'sampled object')} of this code stayed live and ${fact.deaths === 0 ? 'none' : formatCount(fact.deaths)} went away: by chance that happens ${chance(fact.p)}.`;
    case 'kept':
      return `Of what it allocated in the window, ${percent(fact.share)} is still live at the end.`;
    case 'share-of-growth':
      return `It explains ${percent(fact.share)} of the growth of the live heap.`;
    case 'object-size':
      return `One growing object takes ${formatBytes(fact.bytes)}.`;
    case 'wait':
      return `${waitWords[fact.wait]} here: ${formatCount(fact.atBase)} at the first capture, ${formatCount(fact.atHead)} at the last.`;
    case 'identity':
      return identitySentence(fact);
    case 'lasting':
      return `Of those that the capture before had as well there were ${fact.counts.map(formatCount).join(', ')}: they stay, while others come and go.`;
    case 'proved':
      return `The Go runtime itself reports ${formatCount(fact.count)} of them as leaked: nothing can ever wake them.`;
    case 'never-fell':
      return `Their number never fell between any two of the ${formatCount(fact.captures)} captures.`;
    case 'shape':
      if (finding.kind === 'heap' && fact.shape === 'flat')
        return 'Not proven to be a leak: the live heap as a whole does not grow.';
      return `Not proven to be a leak: ${shapeClause(fact.shape, finding.kind)}.`;
    case 'recent':
      return `Had it always grown like this, the process would be bigger: ${fact.share < 0.01 ? 'hardly any' : `only ${percent(fact.share)}`} of that was there when the window began, so the growth is recent or periodic.`;
    case 'past':
      return pastSentence(fact, finding);
    case 'follows-load':
      return 'Not proven to be a leak: it grows no more than the work of the moment does.';
    case 'stairs':
      return 'Not proven to be a leak: maps and slices grow in doublings, and this window saw too few of them.';
    case 'may-be-pool':
      return 'Not proven to be a leak: a pool keeps as many idle connections for those who use them.';
    case 'unconfirmed':
      return 'Not proven to be a leak: it grew in both halves of the window, but too little to be sure in one of several replicas.';
    case 'uncollected':
      return 'Not proven to be a leak: no collection was forced, so samples alone tell what is live. To be sure, allow collections (`gc`) and check again.';
    case 'array-steps':
      return arrayStepsSentence(fact);
    case 'holds-heap':
      return `These goroutines also keep heap alive: ${formatBytes(fact.bytes)} more in the window.`;
    case 'companions':
      return `With them come ${formatCount(fact.count)} more goroutines in ${shortFunction(fact.function)}: they belong to the same thing.`;
    case 'related':
      return `${shortFunction(fact.function)}, on the same path of calls, holds ${formatBytes(fact.bytes)} more: most likely the same leak.`;
    case 'spread':
      return `It is spread over ${plural(fact.stacks, 'stack')} that pass through ${shortFunction(finding.culprit.function)}: none of them alone stands out from the sampling noise.`;
    case 'library':
      return librarySentence(fact);
    case 'pattern':
      return fact.because;
  }
}

function halvesSentence(fact: Extract<Fact, { kind: 'halves' }>, { kind }: Finding): string {
  const what = kind === 'heap' ? 'The live heap' : 'Their number';
  const rate = (perMinute: number) => formatPerMinute(perMinute, kind);
  const where =
    fact.replicas === undefined
      ? ''
      : ` ${kind === 'heap' ? 'of' : 'in'} ${formatCount(fact.replicas)} replicas together`;
  return `${what}${where} grew in both halves of the window: ${rate(fact.firstPerMinute)}, then ${rate(fact.secondPerMinute)}.`;
}

function arrayStepsSentence({
  steps,
  fromBytes,
  toBytes,
  nextAfterMs,
}: Extract<Fact, { kind: 'array-steps' }>): string {
  const times = steps === 1 ? 'once' : `${formatCount(steps)} times`;
  const next = nextAfterMs < 1_000 ? 'at any moment' : `in ${aboutDuration(nextAfterMs)} at the earliest`;
  return `One array was replaced by a larger one ${times}: from ${formatBytes(fromBytes)} to ${formatBytes(toBytes)}. The next time is due ${next}.`;
}

function librarySentence({ library }: Extract<Fact, { kind: 'library' }>): string {
  return 'importPath' in library
    ? `leakcheck knows this stack: ${library.name} (${library.importPath}).`
    : `The services file knows this stack: ${library.name}.`;
}

function identitySentence(fact: Extract<Fact, { kind: 'identity' }>): string {
  const stayed = fact.survivors === fact.atBase ? 'all' : formatCount(fact.survivors);
  const before =
    fact.atBase === 0
      ? ''
      : `Of ${plural(fact.atBase, 'goroutine')} there at the first capture ${stayed} are still there at the last; `;
  return capital(`${before}${formatCount(fact.born)} more were started in between.`);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const waitWords: Readonly<Record<Wait, string>> = {
  send: 'Goroutines blocked in a channel send',
  receive: 'Goroutines blocked in a channel receive',
  select: 'Goroutines blocked in a select',
  lock: 'Goroutines blocked on a lock or WaitGroup',
  io: 'Goroutines waiting for the network',
  sleep: 'Goroutines asleep',
  system: 'Goroutines in a system call',
  running: 'Running goroutines',
};

function percent(share: number): string {
  return share >= 0.995 ? 'all' : share < 0.01 ? 'under 1 %' : `${Math.round(share * 100)} %`;
}

/** Above this chance "once in so many times" would read as if it were rare. */
const leastRare = 0.2;

function chance(p: number): string {
  if (p < 1e-6) return 'less than once in a million times';
  if (p > leastRare) return 'often';
  const once = Math.round(1 / p);
  return `once in ${formatCount(once)} times`;
}
