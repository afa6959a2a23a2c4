/**
 * Objects and bytes that these samples stand for. Source: scaleHeapSample in runtime/pprof/protomem.go: an object of this
 * size is sampled with the probability 1 − exp(−size / rate).
 */
export function scaled(samples: number, objectBytes: number, rate: number): readonly [number, number] {
  const scale = 1 / (1 - Math.exp(-objectBytes / rate));
  return [Math.trunc(samples * scale), Math.trunc(samples * objectBytes * scale)];
}
