import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { jsonProblem, metricsProblem, profileProblem, textProblem } from '../../src/capture/body-problem.ts';

const latin1 = (text: string) => Buffer.from(text, 'latin1');

describe('a body where a profile is expected', () => {
  it.each([
    ['a sample type', [0x0a, 0x04, 0x08, 0x01, 0x10, 0x02]],
    ['a duration first', [0x50, 0x01, 0x0a, 0x00]],
    ['a string table first', [0x32, 0x00]],
  ])('may begin with %s', (_, bytes) => {
    expect(profileProblem(Buffer.from(bytes))).toBeUndefined();
  });

  it.each([
    ['heap profile: 1: 16 [3: 4] @ heap/1048576\n', 'wrong-profile'],
    ['goroutine profile: total 7\n1 @ 0x1\n', 'wrong-profile'],
    ['goroutineleak profile: total 0\n', 'wrong-profile'],
    ['goroutine 1 [running]:\nmain.main()\n', 'wrong-profile'],
    ['threadcreate profile: total 8\n', 'wrong-profile'],
    ['--- contention:\ncycles/second=1\n', 'wrong-profile'],
    ['num_symbols: 1\n', 'wrong-profile'],
    ['<html>', 'not-a-profile'],
    ['\n\t <!doctype html>', 'not-a-profile'],
    ['\xef\xbb\xbf<html>', 'not-a-profile'],
    ['{"error": 1}', 'not-a-profile'],
    ['{}', 'not-a-profile'],
    ['[{"a": 1}]', 'not-a-profile'],
    ['', 'not-a-profile'],
    ['OK', 'not-a-profile'],
    ['\n', 'not-a-profile'],
    ['Jolly good words, long enough to fill the beginning of a body', 'not-a-profile'],
    ['\x00\x00\x00\x00', 'not-a-profile'],
    ['\xff\xfe', 'not-a-profile'],
    ['%PDF-1.7\n\x00', 'not-a-profile'],
  ])('may not be %j', (text, code) => {
    const found = profileProblem(latin1(text))?.code;
    expect(found).toBe(code);
  });
});

describe('a body where text is expected', () => {
  it.each([
    'heap profile: 1: 16 [3: 4] @ heap/1048576\n',
    'goroutine 1 [running]:\nmain.main()\n',
    'num_symbols: 1\n0x1 runtime.growslice\n',
    `# ${'é'.repeat(4_000)}`, // a character lies across the end of what is looked at
  ])('may be %.30j', (text) => {
    expect(textProblem(Buffer.from(text))).toBeUndefined();
  });

  it.each([
    ['gzip', gzipSync('heap profile: '), 'wrong-profile'],
    ['protobuf', Buffer.from([0x0a, 0x04, 0x08, 0x01, 0x10, 0x02, 0x00]), 'wrong-profile'],
    ['bytes that are no UTF-8', Buffer.from([0x61, 0xff, 0x62]), 'wrong-profile'],
    ['HTML', Buffer.from('<html>'), 'not-a-profile'],
    ['JSON', Buffer.from('{"a":1}'), 'not-a-profile'],
    ['nothing', Buffer.alloc(0), 'not-a-profile'],
  ])('may not be %s', (_, body, code) => {
    expect(textProblem(body)?.code).toBe(code);
  });
});

describe('a body where metrics are expected', () => {
  it.each(['# HELP x y\nx 1\n', 'x 1', '{"a.b"} 1', '\n'])('may be %j', (text) => {
    expect(metricsProblem(Buffer.from(text))).toBeUndefined();
  });

  it.each([
    ['gzip', gzipSync('x 1')],
    ['bytes that are no UTF-8', Buffer.from([0x61, 0xff, 0x62])],
    ['HTML', Buffer.from('<html>')],
    ['JSON', Buffer.from('{"a" : 1}')],
    ['empty JSON', Buffer.from('{}')],
    ['a list', Buffer.from('[1]')],
    ['nothing', Buffer.alloc(0)],
  ])('may not be %s', (_, body) => {
    expect(metricsProblem(body)?.code).toBe('not-metrics');
  });
});

describe('a body where JSON is expected', () => {
  it.each([
    ['{"status":"success"}', undefined],
    ['[]', undefined],
    ['<html>', 'not-metrics'],
    ['', 'not-metrics'],
    ['\xff{"a":1}', 'not-metrics'],
  ])('%j: %s', (text, code) => {
    expect(jsonProblem(latin1(text))?.code).toBe(code);
  });
});
