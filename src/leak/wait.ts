import type { Frame } from '../profile/profile.ts';

/** What keeps a parked goroutine parked, read off the runtime and synchronisation frames above the code that waits. */
export type Wait = 'send' | 'receive' | 'select' | 'lock' | 'io' | 'sleep' | 'system' | 'running';

const waits: readonly { readonly wait: Wait; readonly functions: RegExp }[] = [
  { wait: 'send', functions: /^runtime\.chansend1?$/ },
  { wait: 'receive', functions: /^runtime\.chanrecv[12]?$/ },
  { wait: 'select', functions: /^(runtime\.(selectgo|block)|reflect\.rselect)$/ },
  { wait: 'io', functions: /^(internal\/poll\.runtime_pollWait|runtime\.netpollblock)$/ },
  { wait: 'sleep', functions: /^(runtime\.timeSleep|time\.Sleep)$/ },
  {
    wait: 'lock',
    functions:
      /^(sync\.runtime_|internal\/sync\.runtime_|runtime\.semacquire|sync\.\(\*(Mutex|RWMutex|WaitGroup|Cond)\)|internal\/sync\.\(\*Mutex\))/,
  },
  {
    wait: 'system',
    functions: /^(syscall\.|runtime\.(cgocall|entersyscall)|internal\/(runtime\/)?syscall[./])/,
  },
];

/** Standard code that waits for the network in a select or a receive, because another goroutine does the reading. */
const networkCallers =
  /^net(\/http)?\.(\(\*(persistConn|Transport|http2\w+|Resolver|sysDialer|Dialer)\)|http2\w+)/i;

/** Looks from the leaf inwards until the first frame that names a wait; a stack without one was running or runnable. */
export function waitOf(stack: readonly Frame[]): Wait {
  for (const [index, frame] of stack.entries()) {
    const found = waits.find(({ functions }) => functions.test(frame.function));
    if (found !== undefined) return networkWait(found.wait, stack.slice(index + 1));
    if (!/^(runtime|internal|sync|time|reflect|syscall)[./]/.test(frame.function)) return 'running';
  }
  return 'running';
}

/** The wait that callers (nearest first) make of a parked goroutine's: what net/http and net select on is the network. */
export function networkWait(wait: Wait, callers: readonly Frame[]): Wait {
  return isNetworkCall(wait, callers) ? 'io' : wait;
}

/** A caller of `http.Get` is parked in a select of net/http's; the transport's own loops, which nobody calls, are not calls. */
function isNetworkCall(wait: Wait, callers: readonly Frame[]): boolean {
  if (wait !== 'select' && wait !== 'receive') return false;
  const caller = callers.find((frame) => !frame.function.startsWith('runtime.'));
  return caller !== undefined && networkCallers.test(caller.function) && !/Loop$/.test(caller.function);
}
