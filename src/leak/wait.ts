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
  { wait: 'system', functions: /^(syscall\.|runtime\.(cgocall|entersyscall)|internal\/runtime\/syscall\.)/ },
];

/** Looks from the leaf inwards until the first frame that names a wait; a stack without one was running or runnable. */
export function waitOf(stack: readonly Frame[]): Wait {
  for (const frame of stack) {
    const found = waits.find(({ functions }) => functions.test(frame.function));
    if (found !== undefined) return found.wait;
    if (!/^(runtime|internal|sync|time|reflect|syscall)[./]/.test(frame.function)) return 'running';
  }
  return 'running';
}
