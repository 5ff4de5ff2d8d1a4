/** The form of `/deploy`: a service, an environment of it, a version that is known or typed, and why. */
import type { ServiceChoice } from '../../model/choices.ts';
import { actions, button, context } from '../blocks.ts';
import { free } from '../text.ts';
import { type Carried, carriedText } from './carried.ts';
import { type Choice, type Form, form, menu, reasonField, searched } from './form.ts';
import { type FieldProblem, problemBlock } from './problem.ts';

export interface DeployDraft extends Carried<'deploy'> {
  readonly services: readonly ServiceChoice[];
  readonly version: string | null;
  readonly reason: string | null;
  /** Said above the fields. */
  readonly notice?: string | null;
  readonly problem?: FieldProblem | null;
  /** True to offer the way back beside the way forward. */
  readonly offersRollback?: boolean;
}

export function deployForm(draft: DeployDraft): Form {
  const { by, channel, service, environment, version, notice = null, problem = null } = draft;
  return form({
    id: 'deploy',
    title: 'Deploy',
    send: 'Deploy',
    carried: carriedText('deploy', { by, channel, service, environment }),
    blocks: [
      notice === null ? null : context('notice', free(notice, 500)),
      menu(SERVICE, serviceChoices(draft.services), service),
      problemBlock('service', problem),
      menu(environmentField(service), environmentChoices(draft), environment),
      problemBlock('environment', problem),
      searched(versionField(service), version === null ? null : { value: version, text: version }),
      problemBlock('version', problem),
      reasonField(draft.reason),
      problemBlock('reason', problem),
      draft.offersRollback === true ? actions('instead', [instead]) : null,
    ],
  });
}

export function serviceChoices(services: readonly ServiceChoice[]): readonly Choice[] {
  return services.map(({ name }) => ({ value: name, text: name }));
}

/** Of the chosen service; of all of them while none is chosen, so that the form can be filled in whatever happens. */
export function environmentChoices({
  services,
  service,
}: Pick<DeployDraft, 'services' | 'service'>): readonly Choice[] {
  const own = services.filter(({ name }) => name === service);
  const names = (own.length > 0 ? own : services).flatMap(({ environments }) => environments);
  return [...new Set(names)].map((name) => ({ value: name, text: name }));
}

const SERVICE = {
  name: 'service',
  block: 'service',
  label: 'Service',
  placeholder: 'Choose a service',
  watched: true,
};

/** Another service has other environments and versions: with another id nothing of the former one stays chosen. */
function environmentField(service: string | null) {
  const block = `environment ${service ?? ''}`;
  return { name: 'environment', block, label: 'Environment', placeholder: 'Choose an environment', watched: true };
}

function versionField(service: string | null) {
  const block = `version ${service ?? ''}`;
  return {
    name: 'version',
    block,
    label: 'Version',
    placeholder: 'Choose or type a version',
    hint: 'A tag such as 2.1.0, or a digest. Versions that are not in the list can be typed.',
  };
}

const instead = button({ action: 'rollback', label: 'Roll back instead…', value: 'rollback' });
