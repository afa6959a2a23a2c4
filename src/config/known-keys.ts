import { serviceActions } from '../access/permissions.ts';
import { digestKeys } from './digest-schema.ts';
import { wayFields, wayKeys } from './escalation-schema.ts';
import { libraryKeys } from './library-schema.ts';
import { metricsKeys, prometheusKeys } from './metrics-schema.ts';
import type { Path } from './schema-problems.ts';
import { ownerKeys, serviceSchemas, targetKeys } from './service-schema.ts';
import { sourceKeys } from './source-schema.ts';
import { tlsKeys } from './tls-schema.ts';

/** The keys that a services file may have at a path, for whoever misspelt one. */
export function keysAt(at: Path): readonly string[] {
  const { defaults, service } = serviceSchemas({}, () => '');
  const last = at.at(-1);
  if (at.length === 0) {
    return ['services', 'defaults', 'libraries', 'admins', 'personLimit', 'digests'];
  }
  if (at[0] === 'digests') {
    return digestKeys;
  }
  if (last === 'owner' && at.length > 1) {
    return ownerKeys;
  }
  if (last === 'permissions' && at.length > 1) {
    return serviceActions;
  }
  if (last === 'tls' && at.length > 1) {
    return tlsKeys;
  }
  if (last === 'source' && at.length > 1) {
    return sourceKeys;
  }
  if (last === 'metrics' && at.length > 1) {
    return metricsKeys;
  }
  if (last === 'prometheus' && at.length > 2) {
    return prometheusKeys;
  }
  if (last === 'pagerduty' || last === 'webhook' || last === 'github') {
    return wayFields[last];
  }
  if (typeof last === 'number' && at.at(-2) === 'escalation') {
    return wayKeys;
  }
  if (typeof last === 'number') {
    return at.at(-2) === 'libraries' ? libraryKeys : targetKeys;
  }
  return Object.keys(at[0] === 'defaults' ? defaults.shape : service.shape);
}
