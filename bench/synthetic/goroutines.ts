import { gzipSync } from 'node:zlib';
import * as pprof from 'pprof-format';
import type { GoProgram } from './go-program.ts';

const waiting = 120;
const park = { name: 'runtime.gopark', file: '/usr/local/go/src/runtime/proc.go', line: 461 };

/** A goroutine profile of a service whose goroutines neither grow nor shrink: as many for each of its roots. */
export function goroutineProtobuf(program: GoProgram): Uint8Array {
  const strings = new pprof.StringTable();
  const text = (value: string) => strings.dedup(value);
  const type = { type: text('goroutine'), unit: text('count') };
  const frames = program.roots.map((root) => [park, ...framesOf(program, root)]);
  const all = frames.flat();
  let next = 0;
  const profile = new pprof.Profile({
    sampleType: [type],
    sample: frames.map((stack) => ({ locationId: stack.map(() => ++next), value: [waiting] })),
    location: all.map(({ line }, index) => ({
      id: index + 1,
      address: 0x401000 + index,
      line: [{ functionId: index + 1, line }],
    })),
    function: all.map(({ name, file }, index) => ({ id: index + 1, name: text(name), filename: text(file) })),
    periodType: type,
    period: 1,
    stringTable: strings,
  });
  return gzipSync(profile.encode());
}

/** The same goroutines as `goroutine?debug=2` lists them. */
export function goroutineText(program: GoProgram): string {
  const blocks = program.roots.flatMap((root, index) =>
    Array.from({ length: waiting }, (_, number) => {
      const stack = [park, ...framesOf(program, root)];
      const calls = stack.map(({ name, file, line }) => `${name}(0xc000012000?)\n\t${file}:${line} +0x1d\n`);
      return `goroutine ${1 + index * waiting + number} [select]:\n${calls.join('')}`;
    }),
  );
  return blocks.join('\n');
}

function framesOf({ functions, locations }: GoProgram, stack: readonly number[]) {
  return stack.flatMap((index) =>
    (locations[index]?.lines ?? []).map(({ of, line }) => ({ name: '', file: '', ...functions[of], line })),
  );
}
