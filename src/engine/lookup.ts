/** From the words people use to services, environments and targets of the catalog. */
import { distance } from 'fastest-levenshtein';
import type { Catalog, Environment, Service, Target } from '../model/catalog.ts';
import { UserProblem } from '../model/problem.ts';
import type { ReleaseSpec } from '../model/release.ts';

type Named = Pick<ReleaseSpec, 'service' | 'environment'>;

export interface Place {
  readonly service: Service;
  readonly environment: Environment;
  readonly target: Target;
}

export function findService(catalog: Catalog, typed: string): Service {
  const wanted = typed.trim().toLowerCase();
  const service = catalog.services.find((candidate) => candidate.name === wanted);
  if (service !== undefined) return service;
  const names = catalog.services.map((candidate) => candidate.name);
  throw new UserProblem('unknown-service', {
    happened: `There is no service "${typed}".`,
    why: `The catalog knows ${names.slice(0, 20).join(', ')}${names.length > 20 ? ' and more' : ''}.`,
    hint: suggestion(wanted, names) ?? 'Check the spelling, or add the service to the catalog.',
  });
}

export function findEnvironment(catalog: Catalog, service: Service, typed: string | null): Environment {
  const wanted = (typed ?? catalog.defaultEnvironment).trim().toLowerCase();
  const names = service.environments.map((candidate) => candidate.name);
  const only = typed === null && names.length === 1 ? service.environments[0] : undefined;
  const environment = only ?? service.environments.find((candidate) => candidate.name === wanted);
  if (environment !== undefined) return environment;
  throw new UserProblem('unknown-environment', {
    happened: `${service.name} has no environment "${typed ?? wanted}".`,
    why: `It has ${names.join(', ')}.`,
    hint: suggestion(wanted, names) ?? 'Name one of them with --env.',
  });
}

/** The one target of an environment. Several are refused until releases over regions exist. */
export function findPlace(catalog: Catalog, typedService: string, typedEnvironment: string | null): Place {
  const service = findService(catalog, typedService);
  const environment = findEnvironment(catalog, service, typedEnvironment);
  const [target, ...others] = environment.targets;
  if (target === undefined || others.length > 0) {
    throw new UserProblem('several-targets', {
      happened: `${service.name} in ${environment.name} has ${environment.targets.length} targets.`,
      why: 'Releases over several regions are not supported yet.',
      hint: 'Give each region an environment of its own for now, for example production-eu.',
    });
  }
  return { service, environment, target };
}

/** The same for names that were written down once; null when the catalog does not know them any more. */
export function placeNamed(catalog: Catalog, { service, environment }: Named): Place | null {
  try {
    return findPlace(catalog, service, environment);
  } catch (error) {
    if (error instanceof UserProblem) return null;
    throw error;
  }
}

/** By names that were written down once; null when the catalog does not know them any more. */
export function environmentNamed({ services }: Catalog, { service, environment }: Named): Environment | null {
  const there = services.find(({ name }) => name === service);
  return there?.environments.find(({ name }) => name === environment) ?? null;
}

/** Every place of the catalog, in its order. */
export function placesOf({ services }: Catalog): Place[] {
  return services.flatMap((service) =>
    service.environments.flatMap((environment) =>
      environment.targets.map((target) => ({ service, environment, target })),
    ),
  );
}

export function noSuchRelease(name: string): UserProblem {
  return new UserProblem('unknown-release', {
    happened: `There is no release "${name}".`,
    why: 'It was removed, or its service is not in the catalog any more.',
    hint: '/deploy status shows the releases there are.',
  });
}

/** "Did you mean …?" for the nearest name, when one is near. */
function suggestion(wanted: string, names: readonly string[]): string | null {
  const [best] = [...names].sort((a, b) => distance(wanted, a) - distance(wanted, b));
  if (best === undefined || distance(wanted, best) > Math.max(2, Math.floor(best.length / 3))) return null;
  return `Did you mean ${best}?`;
}
