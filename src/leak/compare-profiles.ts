import type { Profile } from '../profile/profile.ts';
import { ProfileError } from '../profile/profile-error.ts';
import { valueIndex } from '../profile/value-index.ts';
import { suspectConfidence } from './confidence.ts';
import { describeFinding } from './describe-finding.ts';
import { type Finding, mostFindings } from './finding.ts';
import { type GoroutineGroup, goroutineGroups } from './goroutine-groups.ts';
import { heapFindings } from './heap-findings.ts';
import { heapGroups } from './heap-groups.ts';
import { heapTable } from './heap-table.ts';
import type { KnownCode } from './known-code.ts';
import { judgeSeries } from './series-judgement.ts';
import { significance } from './significance.ts';
import { adjustPValues } from './statistics/benjamini-hochberg.ts';
import { signTest } from './statistics/binomial.ts';

export type ProfilePair = {
  /** What people see as the replica. */
  readonly name: string;
  readonly base: Profile;
  readonly head: Profile;
  readonly code: KnownCode;
};

/**
 * What grew between two profiles of one process. Two points cannot tell a leak from a cache that is filling, so a finding is
 * a suspect at most. Throws ProfileError unless both are heap profiles or both goroutine profiles.
 */
export function compareProfiles(pair: ProfilePair): Finding[] {
  const kinds = [kindOf(pair.base, 'base'), kindOf(pair.head, 'head')] as const;
  if (kinds[0] !== kinds[1]) {
    throw new ProfileError(`base is a ${kinds[0]} profile and head is a ${kinds[1]} profile`, {
      field: 'sample_type',
    });
  }
  if (elapsedMs(pair.base, pair.head) < 0) {
    throw new ProfileError('base was taken after head: give the older profile first', {
      field: 'time_nanos',
    });
  }
  return kinds[0] === 'heap' ? heapPair(pair) : goroutinePair(pair);
}

function kindOf(profile: Profile, which: string): 'heap' | 'goroutine' {
  const types = profile.sampleTypes.map(({ type }) => type);
  if (types.includes('inuse_space')) return 'heap';
  if (types.includes('goroutine')) return 'goroutine';
  const offered = types.slice(0, 8).map((type) => type.slice(0, 40).replace(/[^\w./-]/g, '?'));
  throw new ProfileError(`${which} is neither a heap nor a goroutine profile, it has ${offered.join(', ')}`, {
    field: 'sample_type',
  });
}

function heapPair({ name, base, head, code }: ProfilePair): Finding[] {
  const table = heapTable([
    { atMs: 0, heap: base },
    { atMs: elapsedMs(base, head), heap: head },
  ]);
  const noSeries = judgeSeries([], []);
  return heapFindings(
    [
      {
        replica: { target: name, captures: [], failures: [] },
        heap: noSeries,
        goroutines: noSeries,
        heapTable: table,
        heapGroups: heapGroups(table, code.modulePrefixes),
        goroutineGroups: [],
        primitives: new Map(),
        identities: undefined,
        lasting: undefined,
        proved: new Map(),
        heapPeriod: head.period,
      },
    ],
    code,
  );
}

/** Counts are exact; whether they differ by more than traffic would make them is the sign test of head against base. */
function goroutinePair({ name, base, head, code }: ProfilePair): Finding[] {
  valueIndex(head, 'goroutine');
  const groups = goroutineGroups(
    [
      { atMs: 0, goroutine: base },
      { atMs: elapsedMs(base, head), goroutine: head },
    ],
    code.modulePrefixes,
  );
  const tested = groups.map((group) => ({ group, p: signTest(group.atHead, group.atHead + atBase(group)) }));
  const adjusted = adjustPValues(tested.map(({ p }) => p));
  return groups
    .map((group, index) => ({ group, p: adjusted[index] ?? 1 }))
    .filter(({ p }) => p <= significance)
    .sort((a, b) => grownBy(b.group) - grownBy(a.group))
    .slice(0, mostFindings)
    .map(({ group, p }) => goroutineFinding(group, { p, name, code }));
}

function goroutineFinding(
  group: GoroutineGroup,
  context: { readonly p: number; readonly name: string; readonly code: KnownCode },
): Finding {
  const amount = grownBy(group);
  return describeFinding({
    kind: 'goroutine',
    verdict: 'suspect',
    confidence: suspectConfidence(context.p),
    culpritName: group.culprit,
    stack: group.stack,
    besides: [],
    objectBytes: undefined,
    wait: group.wait,
    growth: { amount, interval95: [amount, amount] },
    atHead: group.atHead,
    replicas: [context.name],
    facts: [{ kind: 'wait', wait: group.wait, atBase: atBase(group), atHead: group.atHead }],
    primitives: [],
    growsInPlace: false,
    createdBy: undefined,
    relatedCulprits: [],
    neededFactor: undefined,
    code: context.code,
  });
}

function grownBy(group: GoroutineGroup): number {
  return group.atHead - atBase(group);
}

function atBase({ series }: GoroutineGroup): number {
  return series[0]?.value ?? 0;
}

/** Milliseconds between the profiles; 0 when they do not say. */
export function elapsedMs(base: Profile, head: Profile): number {
  if (base.timeNanos === 0 || head.timeNanos === 0) return 0;
  return (head.timeNanos - base.timeNanos) / 1e6;
}
