/** The form of `/deploy`: what it becomes while it is filled in, and what sending it asks for. */
import { type ProblemCode, UserProblem } from '../../model/problem.ts';
import { deployAccepted } from '../../views/answers.ts';
import { type DeployDraft, deployForm, environmentChoices, serviceChoices } from '../../views/form/deploy.ts';
import type { Form } from '../../views/form/form.ts';
import { versionChoices } from '../../views/form/versions.ts';
import { homeOf } from '../home.ts';
import type { Deps, Request } from '../types.ts';
import { reasonOf } from '../words.ts';
import { carriedBy, entered } from './carried.ts';
import { openRollback } from './rollback.ts';
import type { Filled, FormKind, Submitted } from './types.ts';

/** Filled in beforehand where something is known. */
export type DeployStart = Partial<Pick<DeployDraft, 'service' | 'version' | 'notice' | 'offersRollback'>>;

export function openDeploy({ by, channel = null }: Request, { choices }: Deps, start: DeployStart = {}): Form {
  const services = choices.services();
  const only = services.length === 1 ? services[0] : undefined;
  const service = services.find(({ name }) => name === start.service) ?? only;
  return deployForm({
    by: by.id,
    channel,
    services,
    version: null,
    reason: null,
    ...start,
    service: service?.name ?? null,
    environment: service?.usual ?? null,
  });
}

export const deployKind: FormKind = {
  urgent: false,
  submit,
  redraw: (filled, deps, problem) => Promise.resolve(deployForm({ ...drafted(filled, deps), problem })),
  chosen: (control, filled, deps) =>
    control === 'rollback'
      ? openRollback({ ...filled, channel: deployKind.channelOf(filled) }, deps, drafted(filled, deps).service)
      : Promise.resolve(deployForm(afterChoice(filled, deps))),
  choices: (menu, typed, filled, { choices }) => {
    const { service, environment } = carriedBy('deploy', filled);
    const fits = ({ text }: { readonly text: string }) => text.includes(typed.trim().toLowerCase());
    const services = choices.services();
    if (menu === 'service') return Promise.resolve(serviceChoices(services).filter(fits));
    if (menu === 'environment') return Promise.resolve(environmentChoices({ services, service }).filter(fits));
    return Promise.resolve(versionChoices(choices.versions(service ?? '', environment ?? ''), typed));
  },
  fieldOf: (code) => FIELD[code] ?? 'service',
  channelOf: (filled) => carriedBy('deploy', filled).channel,
};

const FIELD: Readonly<Partial<Record<ProblemCode, string>>> = {
  'unknown-environment': 'environment',
  'several-targets': 'environment',
  'unknown-version': 'version',
  'already-running': 'version',
  held: 'version',
};

async function submit(filled: Filled, deps: Deps): Promise<Submitted> {
  const drawn = carriedBy('deploy', filled);
  const { service, environment, version, services } = drafted(filled, deps);
  if (service === null) throw missing('unknown-service', 'service');
  const own = services.find(({ name }) => name === service)?.environments ?? [];
  const isDrawn = drawn.service === service || environment === null || own.includes(environment);
  // The menu still has the environments of another service: an error at it could not be mended.
  if (!isDrawn) return { came: 'shown', form: deployForm(afterChoice(filled, deps)) };
  if (environment === null) throw missing('unknown-environment', 'environment');
  if (version === null) throw missing('unknown-version', 'version');
  const reason = reasonOf(entered(filled, 'reason') ?? undefined);
  const release = await deps.intents.deploy({ by: filled.by, service, environment, version, reason });
  const home = homeOf(release.name, deps);
  return {
    came: 'done',
    answer: deployAccepted(release, home),
    channels: [drawn.channel, home].filter((channel) => channel !== null),
  };
}

function missing(code: ProblemCode, what: string): UserProblem {
  return new UserProblem(code, { happened: `No ${what} is chosen.`, why: '', hint: `Choose the ${what}.` });
}

function drafted(filled: Filled, { choices }: Deps): DeployDraft {
  return {
    ...carriedBy('deploy', filled),
    services: choices.services(),
    service: entered(filled, 'service'),
    environment: entered(filled, 'environment'),
    version: entered(filled, 'version'),
    reason: entered(filled, 'reason'),
  };
}

/** What was entered stays as far as it makes sense for the service that is chosen now. */
function afterChoice(filled: Filled, deps: Deps): DeployDraft {
  const draft = drafted(filled, deps);
  const service = draft.services.find(({ name }) => name === draft.service);
  if (service === undefined) return draft;
  const keeps = draft.environment !== null && service.environments.includes(draft.environment);
  const environment = keeps ? draft.environment : service.usual;
  return { ...draft, environment, version: keptVersion(filled, { ...draft, environment }, deps) };
}

/** A version from the list of another service goes; one that was typed, or that both have, stays. */
function keptVersion(filled: Filled, { service, environment, version }: DeployDraft, { choices }: Deps): string | null {
  const before = carriedBy('deploy', filled);
  if (version === null || before.service === null || before.service === service) return version;
  const knows = (of: string | null, where: string | null) =>
    choices.versions(of ?? '', where ?? '').some((known) => known.version === version);
  return knows(before.service, before.environment) && !knows(service, environment) ? null : version;
}
