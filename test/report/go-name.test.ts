import { describe, expect, test } from 'vitest';
import { shortFunction, shortPlace } from '../../src/report/go-name.ts';

describe('a function is named as its readers call it', () => {
  test.each([
    ['example.com/acme/payments.(*Fanout).settle', 'payments.(*Fanout).settle'],
    ['example.com/acme/cache.New[go.shape.struct { example.com/a/b.Key string }]', 'cache.New[...]'],
    ['example.com/acme/cache.(*LRU[...]).Add.func1', 'cache.(*LRU[...]).Add.func1'],
    ['m/p.Map[a/b.K[c/d.V],int].Get', 'p.Map[...].Get'],
    ['github.com/redis/go-redis/v9.(*Client).init', 'go-redis/v9.(*Client).init'],
    ['gopkg.in/yaml%2ev3.Unmarshal', 'yaml.v3.Unmarshal'],
    ['main.main', 'main.main'],
    ['runtime.gopark', 'runtime.gopark'],
    ['p.broken[[', 'p.broken[['],
    ['', '(no name)'],
    ['\u0000\u202e', '(no name)'],
  ])('%s', (name, short) => expect(shortFunction(name)).toBe(short));

  test('a name of a megabyte is cut to a line', () => {
    expect(shortFunction(`a/${'x'.repeat(1_000_000)}`).length).toBeLessThanOrEqual(96);
  });
});

describe('a place is named from where its readers know it', () => {
  test.each([
    ['/build/payments/internal/settle/fanout.go', 42, 'internal/settle/fanout.go:42'],
    ['/usr/local/go/src/runtime/chan.go', 161, 'runtime/chan.go:161'],
    ['/root/go/pkg/mod/github.com/sirupsen/logrus@v1.9.0/writer.go', 7, 'logrus@v1.9.0/writer.go:7'],
    ['/go/pkg/mod/github.com/go-chi/chi/v5@v5.0.12/mux.go', 3, 'chi/v5@v5.0.12/mux.go:3'],
    ['/src/app/vendor/github.com/x/y/z.go', 1, 'github.com/x/y/z.go:1'],
    ['/home/ci/shop/main.go', 9, 'ci/shop/main.go:9'],
    ['C:\\work\\shop\\cmd\\shop\\main.go', 9, 'cmd/shop/main.go:9'],
    ['main.go', 0, 'main.go'],
    ['', 0, '(no file)'],
  ])('%s:%d', (file, line, short) => expect(shortPlace({ file, line })).toBe(short));

  test('a path without end keeps the file', () => {
    const short = shortPlace({ file: `/${'deep'.repeat(500)}/file.go`, line: 1 });
    expect(short.length).toBeLessThan(90);
    expect(short).toMatch(/file\.go:1$/);
  });
});
