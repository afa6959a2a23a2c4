import type { Target, TargetClient } from '../check/target.ts';
import { TargetError } from '../check/target-error.ts';
import type { HeapText } from '../profile/heap-text.ts';
import { ProfileError } from '../profile/profile-error.ts';
import { readHeapText } from '../profile/read-heap-text.ts';
import { formatBytes } from '../report/units.ts';
import type { Examination } from './examination.ts';
import { isOffered } from './is-offered.ts';

type Asked = { readonly targets: TargetClient; readonly target: Target; readonly signal: AbortSignal };

/**
 * Asks a target for what every check asks of it, without forcing a collection: the heap as text, whose records and
 * counters are read; of the other profiles only whether they are there.
 */
export async function examineTarget(service: string, asked: Asked): Promise<Examination> {
  const name = targetExamination(service, asked.target);
  try {
    const heap = await fetchHeap(asked);
    return { name, ...judgeTarget(heap, await askOffers(asked)) };
  } catch (error) {
    if (error instanceof TargetError) return failed(name, error);
    if (error instanceof ProfileError) return notGo(name, error);
    throw error;
  }
}

export function targetExamination(service: string, { name }: Target): string {
  return `Target ${service}/${name}`;
}

type Offers = { readonly goroutine: boolean; readonly symbol: boolean; readonly goroutineleak: boolean };

async function fetchHeap({ targets, target, signal }: Asked): Promise<HeapText> {
  const { bytes } = await targets.fetch({ target, endpoint: 'heap?debug=1', expect: 'heap-text', signal });
  return readHeapText(bytes);
}

async function askOffers(asked: Asked): Promise<Offers> {
  const [goroutine, symbol, goroutineleak] = await Promise.all([
    isOffered(asked, 'goroutine'),
    isOfferedForSure(asked, 'symbol'),
    isOfferedForSure(asked, 'goroutineleak'),
  ]);
  return { goroutine, symbol, goroutineleak };
}

/** For what a check can do without: a proxy that forbids it is no problem. */
async function isOfferedForSure(asked: Asked, profile: 'symbol' | 'goroutineleak'): Promise<boolean> {
  try {
    return await isOffered(asked, profile);
  } catch (error) {
    if (error instanceof TargetError) return false;
    throw error;
  }
}

/** What a target that answers can be checked for. Only heap and goroutine are needed. */
function judgeTarget(heap: Pick<HeapText, 'rate' | 'memStats'>, offers: Offers): Omit<Examination, 'name'> {
  if (!offers.goroutine) {
    return {
      state: 'fail',
      says: 'offers heap, but not goroutine: every check asks for both',
      nextStep: 'Serve pprof.Index below the url (import net/http/pprof), not single profiles of it.',
    };
  }
  const says = `${offersText(offers)}; ${formatBytes(heap.memStats.heapAlloc)} of heap in use`;
  if (heap.rate > 0) return { state: 'ok', says };
  return {
    state: 'warn',
    says: `${says}, but heap sampling is off (runtime.MemProfileRate is 0): no stack will be blamed`,
    nextStep: 'Let the service keep the default runtime.MemProfileRate, at least while it is checked.',
  };
}

function offersText({ symbol, goroutineleak }: Offers): string {
  const offered = [
    'heap',
    'goroutine',
    ...(symbol ? ['symbol'] : []),
    ...(goroutineleak ? ['goroutineleak'] : []),
  ];
  const absent = [
    ...(symbol ? [] : ['symbol']),
    ...(goroutineleak ? [] : ['goroutineleak (Go 1.27, or 1.26 with GOEXPERIMENT=goroutineleakprofile)']),
  ];
  return `offers ${offered.join(', ')}${absent.length === 0 ? '' : `; not ${absent.join(', ')}`}`;
}

function failed(name: string, { message, nextStep }: TargetError): Examination {
  return { name, state: 'fail', says: message.replace(/\.$/, ''), nextStep };
}

function notGo(name: string, { message }: ProfileError): Examination {
  return {
    name,
    state: 'fail',
    says: `its heap profile cannot be read: ${message}`,
    nextStep: "Does the url lead to Go's own net/http/pprof, unchanged by a proxy?",
  };
}
