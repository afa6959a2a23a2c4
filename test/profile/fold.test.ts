import { expect, test } from 'vitest';
import { fold } from '../../src/profile/fold.ts';
import { fixtureProfile } from './fixture.ts';
import { goroutineProfile, sample } from './sample-profile.ts';

test('writes stacks root first, summed and sorted, those of value 0 left out', () => {
  const profile = goroutineProfile([
    sample('leaf root', [2]),
    sample('leaf:7 root', [3]),
    sample('b', [-1]),
    sample('c', [0]),
  ]);
  expect(fold(profile, 'goroutine')).toBe('b -1\nroot;leaf 5\n');
  expect(fold(profile, 'goroutine', { lines: true })).toBe(
    'b main.go:1 -1\nroot main.go:1;leaf main.go:1 2\nroot main.go:1;leaf main.go:7 3\n',
  );
});

test('keeps names from breaking the format', () => {
  const name = 'main.F[struct { A int; B int }]\n';
  const odd = goroutineProfile([
    { stack: [{ function: name, file: '', line: 0 }], values: [1], objectBytes: undefined },
  ]);
  expect(fold(odd, 'goroutine')).toBe('main.F[struct { A int, B int }]  1\n');
});

test('folds the stacks of a real heap: inlined, recursive and generic calls', () => {
  expect(fold(fixtureProfile('heap-base'), 'inuse_space')).toMatchInlineSnapshot(`
    "runtime.bgscavenge;runtime.(*scavengerState).init;runtime.newobject;runtime.mallocgc 524336
    runtime.main;main.main;main.keep 51919681
    runtime.main;main.main;main.keep;fmt.Sprint 524296
    runtime.main;main.main;main.nested;main.nested;main.nested;main.nested;main.nested;main.nested;main.nested;main.nested;main.main.func1;main.keep 15929842
    runtime.main;main.main;main.nested;main.nested;main.nested;main.nested;main.nested;main.nested;main.nested;main.nested;main.main.func1;main.keep;main.(*list[go.shape.struct { A [16]int, B [16]int }]).add 4670072
    "
  `);
});

test('folds the stacks of real goroutines, whatever recursion parked them', () => {
  const parked = fold(fixtureProfile('goroutine-base'), 'goroutine')
    .split('\n')
    .filter((line) => line.includes('park'));
  expect(parked.join('\n')).toMatchInlineSnapshot(`
    "net/http.(*persistConn).readLoop;bufio.(*Reader).Peek;bufio.(*Reader).fill;net/http.(*persistConn).Read;net.(*conn).Read;net.(*netFD).Read;internal/poll.(*FD).Read;internal/poll.(*pollDesc).waitRead;internal/poll.(*pollDesc).wait;internal/poll.runtime_pollWait;runtime.netpollblock;runtime.gopark 1
    net/http.(*persistConn).writeLoop;runtime.selectgo;runtime.gopark 1
    net/http/httptest.(*Server).goServe.func1;net/http.(*Server).Serve;net.(*TCPListener).Accept;net.(*TCPListener).accept;net.(*netFD).accept;internal/poll.(*FD).Accept;internal/poll.(*pollDesc).waitRead;internal/poll.(*pollDesc).wait;internal/poll.runtime_pollWait;runtime.netpollblock;runtime.gopark 1
    runtime.main;main.main;main.save;net/http.Get;net/http.(*Client).Get;net/http.(*Client).Do;net/http.(*Client).do;net/http.(*Client).send;net/http.send;net/http.(*Transport).RoundTrip;net/http.(*Transport).roundTrip;net/http.(*persistConn).roundTrip;runtime.selectgo;runtime.gopark 1
    runtime/pprof.Do;main.park.func1;main.nested;main.nested;main.nested;main.nested;main.nested;main.park.func1.1;runtime.chanrecv1;runtime.chanrecv;runtime.gopark 8
    runtime/pprof.Do;main.park.func1;main.nested;main.nested;main.nested;main.nested;main.park.func1.1;runtime.chanrecv1;runtime.chanrecv;runtime.gopark 8
    runtime/pprof.Do;main.park.func1;main.nested;main.nested;main.nested;main.park.func1.1;runtime.chanrecv1;runtime.chanrecv;runtime.gopark 8
    runtime/pprof.Do;main.park.func1;main.nested;main.nested;main.park.func1.1;runtime.chanrecv1;runtime.chanrecv;runtime.gopark 8
    runtime/pprof.Do;main.park.func1;main.nested;main.park.func1.1;runtime.chanrecv1;runtime.chanrecv;runtime.gopark 8"
  `);
});
