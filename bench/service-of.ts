import type { Service } from '../src/check/service.ts';

/** The service that the check of this number asks about: one after another, and again from the first. */
export function serviceOf(services: readonly Service[], index: number): Service {
  const service = services[index % services.length];
  if (service === undefined) throw new Error('there is no service');
  return service;
}
