import type { Digest } from '../../digest/digest.ts';
import type { Service } from '../service.ts';

/** One service of a digest's sweep, with the window of its check. */
export type SweptService = { readonly service: string; readonly windowMs: number };

/** The services of a digest as the services file has them now. One that it no longer names stays, to be told about. */
export function sweptServices(digest: Digest, services: readonly Service[]): readonly SweptService[] {
  const names = digest.services ?? services.filter((each) => mayAppear(each, digest)).map(({ name }) => name);
  return names.map((name) => {
    const service = services.find((each) => each.name === name);
    return { service: name, windowMs: digest.windowMs ?? service?.defaultWindowMs ?? 0 };
  });
}

function mayAppear({ channels }: Service, { channel }: Digest): boolean {
  return channels === undefined || channels.includes(channel);
}
