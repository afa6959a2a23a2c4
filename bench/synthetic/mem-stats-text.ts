const pausesKept = 256;
const collectionsAtBase = 40;
const collectionsDuring = 40;
const pauseNs = 90_000;
const apartMs = 1_500;

type Heap = {
  readonly bytes: number;
  readonly objects: number;
  readonly allocatedBytes: number;
  readonly allocatedObjects: number;
};

/** The counters that Go writes at the end of `heap?debug=1`, in its order. `at`: 0 is base, 1 is head. */
export function memStatsText(heap: Heap & { readonly startedAtMs: number; readonly at: number }): string {
  const { bytes, objects, allocatedBytes, allocatedObjects, startedAtMs, at } = heap;
  const collections = collectionsAtBase + Math.round(collectionsDuring * at);
  const ring = (value: (collection: number) => string) =>
    `[${Array.from({ length: pausesKept }, (_, slot) => (slot < collections ? value(slot) : '0')).join(' ')}]`;
  const endNs = (collection: number) => `${startedAtMs + collection * apartMs}000000`;
  const stacks = 24 * 1024 * 1024;
  const lines = {
    Alloc: bytes,
    TotalAlloc: allocatedBytes,
    Sys: Math.round(bytes * 2.2),
    Lookups: 0,
    Mallocs: allocatedObjects,
    Frees: allocatedObjects - objects,
    HeapAlloc: bytes,
    HeapSys: bytes * 2,
    HeapIdle: Math.round(bytes * 0.9),
    HeapInuse: Math.round(bytes * 1.1),
    HeapReleased: Math.round(bytes * 0.3),
    HeapObjects: objects,
    Stack: `${stacks} / ${stacks}`,
    MSpan: '374080 / 473280',
    MCache: '4592 / 16072',
    BuckHashSys: 14_727_060,
    GCSys: 3_115_776,
    OtherSys: 601_550,
    NextGC: bytes * 2,
    LastGC: endNs(collections - 1),
    PauseNs: ring(() => String(pauseNs)),
    PauseEnd: ring(endNs),
    NumGC: collections,
    NumForcedGC: 2 + Math.round(8 * at),
    GCCPUFraction: 0.0067,
    DebugGC: false,
    MaxRSS: Math.round(bytes * 2.4),
  };
  const text = Object.entries(lines).map(([name, value]) => `# ${name} = ${value}\n`);
  return `\n# runtime.MemStats\n${text.join('')}`;
}
