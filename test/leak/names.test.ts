import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../lab/seeded-random.ts';
import { accumulationPoint } from '../../src/leak/accumulation-point.ts';
import { fingerprintOf } from '../../src/leak/fingerprint.ts';
import { originOf, packagePath } from '../../src/leak/frame-origin.ts';
import { enclosingFunction, withoutTypeArguments } from '../../src/leak/function-name.ts';
import { stackOf } from './synthetic-replica.ts';

describe('a function’s name without what the compiler adds', () => {
  test.each([
    ['main.handle', 'main.handle'],
    ['main.(*Server).handle.func1', 'main.(*Server).handle'],
    ['main.(*Server).handle.func1.2', 'main.(*Server).handle'],
    ['main.(*Server).handle.func1.2.3', 'main.(*Server).handle'],
    ['main.start.gowrap1', 'main.start'],
    ['main.start.deferwrap2', 'main.start'],
    ['main.(*T).Close-fm', 'main.(*T).Close'],
    ['main.walk.func2-range1', 'main.walk'],
    ['main.walk-range3', 'main.walk'],
    ['example.com/a/lru.(*Cache[go.shape.int,go.shape.*uint8]).Put', 'example.com/a/lru.(*Cache).Put'],
    ['p.Map[...].Get.func1', 'p.Map.Get'],
    ['p.F[map[string][]int].func1', 'p.F'],
    ['main.init.0.func1', 'main.init'],
    ['main.glob..func1', 'main.glob.'],
    ['main.function1', 'main.function1'],
    ['main.(*T).func1', 'main.(*T)'],
    ['', ''],
  ])('%s is %s', (name, without) => expect(enclosingFunction(name)).toBe(without));

  test('is what a pattern would say, of whatever endings stand behind one another', () => {
    const random = seededRandom(3);
    const parts = [
      '.func1',
      '.func',
      '.12',
      '.gowrap3',
      '.deferwrap4',
      '-fm',
      '-range5',
      '-range',
      'x',
      '.',
      '7',
    ];
    for (let run = 0; run < 20_000; run++) {
      const name = `m.f${Array.from({ length: random(7) }, () => parts[random(parts.length)]).join('')}`;
      const pattern = /(\.(func\d+|gowrap\d+|deferwrap\d+|\d+)|-fm|-range\d+)+$/;
      expect(enclosingFunction(name), name).toBe(name.replace(pattern, ''));
    }
  });

  test('is found of names that are nothing but endings, or brackets', () => {
    const endings = '.1'.repeat(500_000);
    expect(enclosingFunction(`m.f${endings}x`)).toBe(`m.f${endings}x`);
    expect(enclosingFunction(`m.f${endings}`)).toBe('m.f');
    expect(withoutTypeArguments(`m.f${'[a]'.repeat(500_000)}.g]`)).toBe('m.f.g]');
    expect(withoutTypeArguments(`m.f${'['.repeat(500_000)}`)).toBe('m.f');
  });

  test.each([
    ['p.broken[[', 'p.broken'],
    ['p.odd]x', 'p.odd]x'],
    ['p.A[B[C]]D', 'p.AD'],
  ])('brackets of %s leave %s', (name, without) => expect(withoutTypeArguments(name)).toBe(without));
});

describe('whose code a frame is', () => {
  const module = '/go/pkg/mod/github.com/x/lib@v1.2.3/a.go';
  test.each([
    { name: 'main.main', file: '/srv/main.go', prefixes: [], origin: 'own' },
    {
      name: 'example.com/acme/payments/settlement.(*Settler).collect',
      file: '/srv/s.go',
      prefixes: [],
      origin: 'own',
    },
    { name: 'payments/settlement.Run', file: '/srv/s.go', prefixes: [], origin: 'own' },
    { name: 'github.com/x/lib.Do', file: module, prefixes: [], origin: 'library' },
    {
      name: 'github.com/x/lib.Do',
      file: '/srv/vendor/github.com/x/lib/a.go',
      prefixes: [],
      origin: 'library',
    },
    { name: 'github.com/x/lib.Do', file: module, prefixes: ['github.com/x'], origin: 'own' },
    { name: 'github.com/other/lib.Do', file: '/srv/a.go', prefixes: ['github.com/x'], origin: 'library' },
    { name: 'github.com/xylo/lib.Do', file: '/srv/a.go', prefixes: ['github.com/x'], origin: 'library' },
    { name: 'main.main', file: '/srv/main.go', prefixes: ['github.com/x'], origin: 'own' },
    {
      name: 'net/http.(*conn).serve',
      file: '/usr/local/go/src/net/http/server.go',
      prefixes: [],
      origin: 'standard',
    },
    { name: 'vendor/golang.org/x/net/http2.Do', file: '', prefixes: [], origin: 'standard' },
    { name: 'sync.(*Mutex).Lock', file: '', prefixes: [], origin: 'standard' },
    { name: 'internal/poll.(*FD).Read', file: '', prefixes: [], origin: 'standard' },
    { name: 'runtime.gopark', file: '', prefixes: [], origin: 'runtime' },
    { name: 'internal/runtime/maps.(*Map).grow', file: '', prefixes: [], origin: 'runtime' },
    { name: 'runtime/pprof.writeHeap', file: '', prefixes: [], origin: 'standard' },
    { name: 'type:.eq.main.Key', file: '', prefixes: [], origin: 'own' },
    { name: '', file: '', prefixes: [], origin: 'library' },
  ])('$name of $file with prefixes $prefixes is $origin', ({ name, file, prefixes, origin }) => {
    expect(originOf({ function: name, file }, prefixes)).toBe(origin);
  });

  test.each([
    ['github.com/a/b/c.(*T).M[...].func1', 'github.com/a/b/c'],
    ['gopkg.in/yaml%2ev3.Unmarshal', 'gopkg.in/yaml.v3'],
    ['p.F[github.com/a/b.T]', 'p'],
    ['main.main', 'main'],
    ['nonsense', ''],
  ])('%s is of package %s', (name, path) => expect(packagePath(name)).toBe(path));
});

describe('the frame that answers for a stack', () => {
  const lib = '@/mod/github.com/x/lib@v1.2.0/a.go:3';
  test.each([
    { stack: 'runtime.mallocgc encoding/json.Unmarshal main.load main.main', is: 'main.load' },
    { stack: `github.com/x/lib.Decode${lib} encoding/json.Unmarshal main.load main.main`, is: 'main.load' },
    {
      stack: `runtime.gopark github.com/x/lib.loop${lib} github.com/x/lib.start${lib}`,
      is: 'github.com/x/lib.start',
    },
    {
      stack: 'internal/poll.(*FD).Read net.(*conn).Read net/http.(*conn).serve runtime.goexit',
      is: 'net/http.(*conn).serve',
    },
    { stack: 'runtime.malg runtime.newproc1 runtime.systemstack', is: 'runtime.malg' },
  ])('$stack: $is', ({ stack, is }) => {
    expect(accumulationPoint(stackOf(stack), [])?.function).toBe(is);
  });

  test('of no stack there is none', () => expect(accumulationPoint([], [])).toBeUndefined());
});

describe('a fingerprint', () => {
  const leak = { kind: 'heap', culprit: 'a/b.(*Cache[go.shape.int]).Put', wait: undefined } as const;

  test('is short and survives type arguments', () => {
    expect(fingerprintOf(leak)).toMatch(/^[0-9a-f]{12}$/);
    expect(fingerprintOf({ ...leak, culprit: 'a/b.(*Cache[go.shape.string]).Put' })).toBe(
      fingerprintOf(leak),
    );
    expect(
      fingerprintOf({ ...leak, culprit: enclosingFunction('a/b.(*App).Routes.(*Cache).Put.func1') }),
    ).toBe(fingerprintOf(leak));
    expect(fingerprintOf({ ...leak, culprit: enclosingFunction('a/b.(*Cache[...]).Put.func1.2') })).toBe(
      fingerprintOf(leak),
    );
  });

  test('tells kinds, culprits and waits apart', () => {
    const others = [
      { ...leak, kind: 'goroutine' as const },
      { ...leak, culprit: 'a/b.(*Cache).Get' },
      { ...leak, kind: 'goroutine' as const, wait: 'send' as const },
      { ...leak, kind: 'goroutine' as const, wait: 'receive' as const },
    ];
    expect(new Set([leak, ...others].map(fingerprintOf)).size).toBe(5);
  });
});
