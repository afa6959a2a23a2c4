import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { heapTexts } from '../../bench/synthetic/heap-text.ts';
import { syntheticService } from '../../bench/synthetic/service.ts';
import { thinHeapText } from '../../src/capture/thin-heap-text.ts';
import { readHeapText } from '../../src/profile/read-heap-text.ts';

async function thinned(text: string, pieceBytes: number): Promise<string> {
  const bytes = Buffer.from(text);
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
  }
  const kept: Uint8Array[] = [];
  for await (const piece of thinHeapText(pieces())) kept.push(piece);
  return Buffer.concat(kept).toString();
}

const stack = (name: string) =>
  `#\t0x10\tmain.${name}+0x1\t\t/src/main.go:5\n#\t0x20\tmain.main+0x1\t/src/main.go:9\n`;
const used = `1: 16 [2: 32] @ 0x11 0x21\n${stack('used')}\n`;
const idle = `0: 0 [2: 32] @ 0x11 0x21\n${stack('idle')}\n`;
const idleThinned = '0: 0 [2: 32] @ 0x11 0x21\n\n';
const head = 'heap profile: 1: 16 [4: 64] @ heap/1048576\n';
const end = '\n# runtime.MemStats\n# Alloc = 5\n';

describe('thinHeapText', () => {
  test.each([
    ['keeps the names of what is in use', `${head}${used}${end}`, `${head}${used}${end}`],
    [
      'leaves out those of what is not',
      `${head}${used}${idle}${used}${end}`,
      `${head}${used}${idleThinned}${used}${end}`,
    ],
    [
      'knows an idle record that comes first',
      `${head}${idle}${used}${end}`,
      `${head}${idleThinned}${used}${end}`,
    ],
    [
      'knows idle records one after another',
      `${head}${idle}${idle}${end}`,
      `${head}${idleThinned}${idleThinned}${end}`,
    ],
    [
      'takes idle records without names',
      `${head}${idleThinned}${used}${end}`,
      `${head}${idleThinned}${used}${end}`,
    ],
    ['passes an empty text', '', ''],
    ['passes what is no heap text', '<html>\n\n0 of 0\n</html>', '<html>\n\n0 of 0\n</html>'],
    [
      'loses the end of a text that is cut in the names',
      `${head}${idle.slice(0, 40)}`,
      `${head}0: 0 [2: 32] @ 0x11 0x21`,
    ],
  ])('%s, wherever the pieces end', async (_, text, expected) => {
    for (let pieceBytes = 1; pieceBytes <= text.length + 1; pieceBytes++) {
      expect(await thinned(text, pieceBytes)).toBe(expected);
    }
  });

  test.each([
    ['of a real service', readFile('test/fixtures/profiles/heap-head.txt', 'utf8')],
    [
      'of many records',
      Promise.resolve([...heapTexts(syntheticService({ samples: 300, seed: 1 }))(1)].join('')),
    ],
  ])('changes nothing that is read of a text %s but the frames of idle records', async (_, reading) => {
    const text = await reading;
    const whole = readHeapText(text);
    const short = readHeapText(await thinned(text, 4_096));
    expect(short.memStats).toEqual(whole.memStats);
    const shown = ({ records }: typeof whole) =>
      records.map((record) => ({
        ...record,
        hiddenPcs: record.inuseBytes > 0 ? record.hiddenPcs : [],
        frames: record.inuseBytes > 0 ? record.frames : [],
      }));
    expect(shown(short)).toEqual(shown(whole));
  });

  test('does not wait for the end of a line that has none', async () => {
    const text = `${head}0: 0 [${'1'.repeat(200_000)}`;
    expect(await thinned(text, 10_000)).toBe(text);
  });
});
