import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { originOf } from '../../src/leak/frame-origin.ts';
import { goroutineGroups } from '../../src/leak/goroutine-groups.ts';
import { matchPattern } from '../../src/leak/rules/pattern-rules.ts';
import { waitOf } from '../../src/leak/wait.ts';
import { goroutineCount } from '../../src/profile/goroutine-count.ts';
import { readProfile } from '../../src/profile/read-profile.ts';
import { stackOf } from './synthetic-replica.ts';

/** Written by the program beside it, under Go 1.26.8: one goroutine for each way to wait. */
const goroutines = readProfile(readFileSync(new URL('./fixtures/waits/goroutines.pb.gz', import.meta.url)));
const groups = goroutineGroups([{ atMs: 0, goroutine: goroutines }], []);

test.each([
  { culprit: 'main.send', wait: 'send', pattern: 'goroutine-blocked-send' },
  { culprit: 'main.sendClosure', wait: 'send', pattern: 'goroutine-blocked-send' },
  { culprit: 'main.sendNil', wait: 'send', pattern: 'goroutine-blocked-send' },
  { culprit: 'main.receive', wait: 'receive', pattern: 'goroutine-blocked-receive' },
  { culprit: 'main.receiveNil', wait: 'receive', pattern: 'goroutine-blocked-receive' },
  { culprit: 'main.receiveReflect', wait: 'receive', pattern: 'goroutine-blocked-receive' },
  { culprit: 'main.rangeOver', wait: 'receive', pattern: 'goroutine-blocked-receive' },
  { culprit: 'main.contextDone', wait: 'receive', pattern: 'goroutine-blocked-receive' },
  // A select of one case compiles to a receive.
  { culprit: 'main.selectOne', wait: 'receive', pattern: 'goroutine-blocked-receive' },
  { culprit: 'main.selectTwo', wait: 'select', pattern: 'goroutine-blocked-select' },
  { culprit: 'main.selectNone', wait: 'select', pattern: 'goroutine-blocked-select' },
  { culprit: 'main.selectReflect', wait: 'select', pattern: 'goroutine-blocked-select' },
  { culprit: 'main.lock', wait: 'lock', pattern: 'goroutine-blocked-lock' },
  { culprit: 'main.readLock', wait: 'lock', pattern: 'goroutine-blocked-lock' },
  { culprit: 'main.writeLock', wait: 'lock', pattern: 'goroutine-blocked-lock' },
  { culprit: 'main.waitGroup', wait: 'lock', pattern: 'goroutine-blocked-lock' },
  { culprit: 'main.waitCond', wait: 'lock', pattern: 'goroutine-blocked-lock' },
  { culprit: 'main.onceWait', wait: 'lock', pattern: 'goroutine-blocked-lock' },
  { culprit: 'main.sleep', wait: 'sleep', pattern: 'goroutine-infinite-loop' },
  { culprit: 'main.spin', wait: 'running', pattern: 'goroutine-infinite-loop' },
  { culprit: 'main.netRead', wait: 'io', pattern: 'goroutine-blocked-io' },
  { culprit: 'main.bufRead', wait: 'io', pattern: 'goroutine-blocked-io' },
  { culprit: 'main.udpRead', wait: 'io', pattern: 'goroutine-blocked-io' },
  { culprit: 'main.accept', wait: 'io', pattern: 'goroutine-blocked-io' },
  { culprit: 'main.fileRead', wait: 'io', pattern: 'goroutine-blocked-io' },
  // The caller is parked in a select of net/http's, but what it waits for is the network.
  { culprit: 'main.httpGet', wait: 'io', pattern: 'goroutine-blocked-io' },
  { culprit: 'main.rawRead', wait: 'system', pattern: 'goroutine-blocked-io' },
  { culprit: 'main.childWait', wait: 'system', pattern: 'goroutine-blocked-io' },
  { culprit: 'main.pipeRead', wait: 'select', pattern: 'resource-not-closed' },
  { culprit: 'main.pipeWrite', wait: 'select', pattern: 'resource-not-closed' },
  { culprit: 'net/http.(*persistConn).readLoop', wait: 'io', pattern: 'resource-not-closed' },
  { culprit: 'net/http.(*persistConn).writeLoop', wait: 'select', pattern: 'resource-not-closed' },
  { culprit: 'net/http.(*connReader).backgroundRead', wait: 'io', pattern: 'goroutine-blocked-io' },
])('$culprit of a real profile waits in $wait: $pattern', ({ culprit, wait, pattern }) => {
  const found = groups.filter((group) => group.culprit === culprit);
  expect(found.map((group) => group.wait)).toEqual([wait]);
  const stack = (found[0]?.stack ?? []).map((frame) => ({ ...frame, origin: originOf(frame, []) }));
  const evidence = { kind: 'goroutine', stack, culprit, wait: found[0]?.wait } as const;
  expect(
    matchPattern({
      ...evidence,
      besides: [],
      objectBytes: undefined,
      primitives: [],
      growsInPlace: false,
      relatedCulprits: [],
    }).id,
  ).toBe(pattern);
});

test('every goroutine of the profile belongs to one group, and none has a culprit inside the runtime', () => {
  const all = goroutineCount(goroutines);
  expect(groups.reduce((sum, { atHead }) => sum + atHead, 0)).toBe(all);
  expect(groups.filter(({ culprit }) => /^(runtime|internal)[./]/.test(culprit))).toEqual([]);
});

test.each([
  {
    stack: 'runtime.gopark runtime.goparkunlock sync.runtime_Semacquire sync.(*WaitGroup).Wait main.f',
    wait: 'lock',
  },
  { stack: 'sync.(*Mutex).Lock main.f', wait: 'lock' },
  { stack: 'runtime.gopark runtime.selectgo database/sql.(*DB).connectionOpener', wait: 'select' },
  {
    stack: 'runtime.gopark runtime.selectgo net.(*Resolver).lookupIPAddr net.(*Dialer).DialContext main.f',
    wait: 'io',
  },
  { stack: 'runtime.gopark runtime.selectgo net/http.(*http2ClientConn).roundTrip main.f', wait: 'io' },
  { stack: 'runtime.gopark runtime.selectgo net/http.(*persistConn).writeLoop', wait: 'select' },
  { stack: 'runtime.cgocall main._Cfunc_wait main.f', wait: 'system' },
  { stack: 'main.crunch main.f', wait: 'running' },
  { stack: 'main.f runtime.chansend1', wait: 'running' },
  { stack: 'runtime.goexit', wait: 'running' },
])('$stack is $wait', ({ stack, wait }) => {
  expect(waitOf(stackOf(stack))).toBe(wait);
});

test('an empty stack was running', () => {
  expect(waitOf([])).toBe('running');
});
