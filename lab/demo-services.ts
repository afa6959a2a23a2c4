import { type FixableService, startFixableReplay, startFixableService } from './fixable-service.ts';
import { goIsPresent, type ServiceName } from './go-services.ts';

/** The shop as the demo runs it: how many replicas of each service. */
const replicas: Readonly<Record<ServiceName, number>> = { payments: 3, orders: 2, catalog: 2 };

export type DemoService = {
  readonly name: ServiceName;
  readonly targets: readonly { readonly name: string; readonly url: string }[];
  /** Whether there is anything to fix. */
  readonly leaks: boolean;
  /** Deploys the version that cleans up, or the leaking one again, to every replica. */
  setFixed(isFixed: boolean): Promise<void>;
};

export type DemoServices = {
  /** `live`: Go processes under their own load. `recorded`: captures of the same services, replayed over HTTP. */
  readonly kind: 'live' | 'recorded';
  readonly services: readonly DemoService[];
  stop(): Promise<void>;
};

/** Starts every service of the demo, from recordings where Go is missing. Stops what it started when one fails. */
export async function startDemoServices(): Promise<DemoServices> {
  const kind = (await goIsPresent()) ? 'live' : 'recorded';
  const started: { stop(): Promise<void> }[] = [];
  const stop = async () => {
    await Promise.all(started.map((service) => service.stop()));
  };
  try {
    const services: DemoService[] = [];
    for (const name of Object.keys(replicas) as ServiceName[])
      services.push(await startReplicas({ name, kind, started }));
    return { kind, services, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startReplicas(options: {
  readonly name: ServiceName;
  readonly kind: DemoServices['kind'];
  readonly started: { stop(): Promise<void> }[];
}): Promise<DemoService> {
  const { name, kind, started } = options;
  const targets: { name: string; url: string }[] = [];
  const running: FixableService[] = [];
  for (let number = 1; number <= replicas[name]; number++) {
    const replica = `${name}-${number}`;
    const start = kind === 'live' ? startFixableService : startFixableReplay;
    const service = await start({ name, replica });
    started.push(service);
    running.push(service);
    targets.push({ name: replica, url: service.url });
  }
  const setFixed = async (isFixed: boolean) => {
    await Promise.all(running.map((service) => service.setFixed(isFixed)));
  };
  return { name, targets, leaks: name !== 'catalog', setFixed };
}
