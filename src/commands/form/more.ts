/** The form behind *More actions…*. */
import type { Basis } from '../../model/decision.ts';
import type { Release } from '../../model/release.ts';
import { deployAccepted } from '../../views/answers.ts';
import { sayInstead } from '../../views/form/answers.ts';
import { MORE, type More, moreForm } from '../../views/form/more.ts';
import { homeOf } from '../home.ts';
import { viewNamed } from '../release-view.ts';
import { podsOf } from '../scale.ts';
import type { Deps, Opening, Request } from '../types.ts';
import { reasonOf, wrongUsage } from '../words.ts';
import { carriedBy, entered } from './carried.ts';
import type { Filled, FormKind } from './types.ts';

/** Throws UserProblem when the release is not there any more. */
export function openMore(
  press: { readonly release: string; readonly basis: Basis },
  { by, channel = null }: Request,
  deps: Deps,
): Opening {
  const view = viewNamed(press.release, deps);
  const { service, environment } = view.release.spec;
  return {
    form: moreForm({ by: by.id, channel, press, view, what: 'scale', detail: null, reason: null }),
    otherwise: sayInstead(`/deploy scale ${service} <pods> --env ${environment}`),
  };
}

export const moreKind: FormKind = {
  urgent: false,
  submit: async (filled, deps) => {
    const { channel } = carriedBy('more', filled);
    const release = await begun(filled, deps);
    const home = homeOf(release.name, deps);
    return {
      came: 'done',
      answer: deployAccepted(release, home),
      channels: [channel, home].filter((each) => each !== null),
    };
  },
  redraw: (filled, deps, problem) => {
    const carried = carriedBy('more', filled);
    const view = viewNamed(carried.press.release, deps);
    const [detail, reason] = [entered(filled, 'detail'), entered(filled, 'reason')];
    return Promise.resolve(moreForm({ ...carried, view, what: whatOf(filled), detail, reason, problem }));
  },
  // Pods are no image: what was entered for another action does not go on.
  chosen: (_control, filled, deps) => {
    const fields = new Map([...filled.fields].filter(([name]) => name !== 'detail'));
    return moreKind.redraw({ ...filled, fields }, deps, null);
  },
  choices: () => Promise.resolve([]),
  fieldOf: (code) => (code === 'usage' ? 'detail' : 'what'),
  channelOf: (filled) => carriedBy('more', filled).channel,
};

/** Everything is read and checked afresh by the engine; a restart is of what the card showed. */
async function begun(filled: Filled, { intents, overview }: Deps): Promise<Release> {
  const { press } = carriedBy('more', filled);
  const { service, environment } = viewNamed(press.release, { overview }).release.spec;
  const asked = { by: filled.by, service, environment, reason: reasonOf(entered(filled, 'reason') ?? undefined) };
  const detail = entered(filled, 'detail')?.trim() ?? '';
  switch (whatOf(filled)) {
    case 'scale':
      return await intents.scale({ ...asked, pods: podsOf(detail) });
    case 'restart':
      return await intents.repeat({ ...asked, action: 'restart', from: press.basis.hash });
    case 'debug':
      if (detail === '') throw wrongUsage('An image is needed', '/deploy debug <service> <version or image>');
      return await intents.debug({ ...asked, image: detail });
  }
}

function whatOf(filled: Filled): More {
  const chosen = entered(filled, 'what');
  return MORE.find((each) => each === chosen) ?? 'scale';
}
