import { expect, test } from 'vitest';
import { culpritOf } from '../../src/leak/accumulation-point.ts';
import { FunctionFacts } from '../../src/leak/function-facts.ts';
import { culpritFinder } from '../../src/leak/stack-culprits.ts';
import { readProfile } from '../../src/profile/read-profile.ts';
import { fixtureBytes, ofServices } from '../profile/fixture.ts';
import { heapOf } from './synthetic-replica.ts';

const made = heapOf(
  [
    'runtime.malg net/http.(*conn).serve runtime.goexit',
    'strings.(*Builder).grow shop.(*Cart[...]).add.func1 main.main',
    'github.com/x/y.f@/mod/github.com/x/y@v1.2.0/f.go:1 net/http.serve github.com/x/z.g@/mod/github.com/x/z@v1.0.0/g.go:1',
    'runtime.a runtime.b',
  ].map((stack) => ({ stack, objectBytes: 64, live: 1, allocated: 1 })),
);

test.each([
  ['made-up stacks', made, []],
  ['a service', readProfile(fixtureBytes(`${ofServices}heap-head.pb.gz`)), []],
  ['a service of a named module', readProfile(fixtureBytes(`${ofServices}heap-head.pb.gz`)), ['example.com']],
  ['goroutines', readProfile(fixtureBytes(`${ofServices}goroutine-head.pb.gz`)), []],
])('finds the same culprit by location as by frame: %s', (_, { stacks }, prefixes) => {
  const facts = new FunctionFacts(stacks, prefixes);
  const find = culpritFinder(facts);
  expect(stacks.size).toBeGreaterThan(3);
  for (let stack = 0; stack < stacks.size; stack++) {
    expect(facts.names[find(stack)]).toBe(culpritOf(stacks.framesOf(stack), prefixes));
  }
});
