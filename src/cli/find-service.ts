import { closestName } from '../check/closest-name.ts';
import type { Service } from '../check/service.ts';
import { parseBaseEnvironment } from '../config/environment.ts';
import type { Variables } from '../config/expand-variables.ts';
import { loadServicesFile } from '../config/services-file.ts';
import { UsageError } from './command.ts';

/** A service of the services file by its name. Throws UsageError with the nearest name, and ConfigError. */
export async function findService(
  env: Variables,
  { name, config }: { readonly name: string; readonly config: string | undefined },
): Promise<Service> {
  const file = config ?? parseBaseEnvironment(env).servicesFile;
  const { services } = await loadServicesFile(file, env);
  const found = services.find((service) => service.name === name);
  if (found !== undefined) return found;
  const names = services.map((service) => service.name);
  const closest = closestName(name, names);
  const hint = closest === undefined ? `It names: ${names.join(', ')}` : `Did you mean ${closest}?`;
  throw new UsageError(`${file} names no service "${name}". ${hint}`);
}
