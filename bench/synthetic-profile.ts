import { heapProtobuf } from './synthetic/heap-protobuf.ts';
import { syntheticService } from './synthetic/service.ts';

/**
 * Heap profiles of one made-up Go service at the two ends of a window, gzip'd protobuf with this many samples each. Two of
 * them, of one stack, grow by 96 MiB together; of 100 about 8 are in use at all. The same bytes for the same seed.
 */
export function syntheticPair(of: { readonly samples: number; readonly seed: number }): {
  readonly base: Uint8Array;
  readonly head: Uint8Array;
} {
  const service = syntheticService(of);
  return { base: heapProtobuf(service, 0), head: heapProtobuf(service, 1) };
}
