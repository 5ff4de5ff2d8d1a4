/** What is found when a rollback is looked at: pure, in words, and never better than what is known. */
import type { Rollback } from '../../model/rollback.ts';
import { type TargetSnapshot, trafficOf } from '../../model/snapshot.ts';
import type { Finding } from '../../model/verification.ts';
import { versionOf } from '../release/versions.ts';
import type { Gauge, Reach, ServiceReach } from './verify-ports.ts';

type Direction = Pick<Rollback, 'from' | 'to'>;

/** Everything but the numbers. */
export function findingsOf(reach: Reach, way: Direction): readonly Finding[] {
  const { snapshot } = reach;
  const gone = versionFinding(snapshot, way);
  if (gone !== null) return [gone];
  return [podsFinding(reach), ...servicesFindings(reach), trafficFinding(snapshot)];
}

/** Null while the version that was brought back is the wanted one. */
function versionFinding({ desiredHash, image, git }: TargetSnapshot, { from, to }: Direction): Finding | null {
  const isBad = desiredHash === null ? image === from.image : desiredHash === from.hash;
  const isGood = !isBad && (desiredHash === to.hash || image === to.image);
  if (isGood && desiredHash !== null) return null;
  const says = `${versionOf(image)} is wanted by now, not ${versionOf(to.image)}`;
  if (!isBad) return { about: 'version', state: 'unknown', says, hint: 'Watch the card of that version.' };
  const hint = git === null ? 'See who brought it, and roll it back again.' : `${git.tool} owns it: revert it in Git.`;
  return { about: 'version', state: 'bad', says, hint };
}

function podsFinding({ snapshot, ready }: Reach): Finding {
  const { desired } = snapshot.replicas;
  const isWhole = ready >= desired;
  return {
    about: 'pods',
    state: isWhole ? 'good' : 'bad',
    says: `${ready} of ${desired} pods ready`,
    ...(isWhole ? {} : { hint: 'Look at the pods that are not ready: their events and logs say why.' }),
  };
}

function servicesFindings({ snapshot, services, unread }: Reach): readonly Finding[] {
  if (services === null) {
    const says = `endpoints are not known: ${unread?.why ?? 'they could not be read'}`;
    return [{ about: 'endpoints', state: 'unknown', says, ...(unread?.hint ? { hint: unread.hint } : {}) }];
  }
  return services.map((each) => serviceFinding(each, snapshot));
}

function serviceFinding(reach: ServiceReach, { desiredHash, replicas }: TargetSnapshot): Finding {
  const { service, selects, ready, others } = reach;
  const about = `service ${service}`;
  const bad = (says: string, hint: string): Finding => ({ about, state: 'bad', says, hint });
  if (selects !== null && selects !== desiredHash) {
    const hint = 'Its selector is set by the controller of Argo Rollouts: see whether that runs.';
    return bad(`${service} selects ${selects}, another version`, hint);
  }
  // By other labels it may lead to both versions on purpose: then the router splits them.
  if (selects !== null && others > 0) {
    return bad(`endpoints of ${service}: ${others} of another version`, 'The cluster’s endpoint controller is behind.');
  }
  if (ready === 0 && replicas.desired > 0) {
    return bad(`endpoints of ${service}: none ready`, 'Users get errors: see why the pods are not ready.');
  }
  return { about, state: 'good', says: `endpoints of ${service}: ${ready} ready` };
}

function trafficFinding(snapshot: TargetSnapshot): Finding {
  const percent = trafficOf(snapshot, snapshot.desiredHash ?? '');
  const isAll = percent === 100 || snapshot.replicas.desired === 0;
  return {
    about: 'traffic',
    state: isAll ? 'good' : 'bad',
    says: `${percent} % of the traffic`,
    ...(isAll
      ? {}
      : { hint: 'See what the Service, Ingress or VirtualService says, and whether the controller runs.' }),
  };
}

/** Every series must be a number within the limit: what is no number is not known. */
export function metricFinding({ name, min, max, values, why }: Gauge): Finding {
  const about = `metric ${name}`;
  const limit = limitWords(min, max);
  const unknown = (because: string): Finding => ({
    about,
    state: 'unknown',
    says: `${name} is not known: ${because}`,
    hint: `See what Prometheus says about the query “${name}” of the catalog; it should be ${limit}.`,
  });
  if (values === null) return unknown(why ?? 'there is no answer');
  if (values.length === 0) return unknown('no series matched');
  const beyond = values.filter((value) => (max !== null && value > max) || (min !== null && value < min));
  if (beyond[0] !== undefined) {
    const says = `${name} is ${numberWords(worst(beyond, max))}, not ${limit}`;
    return { about, state: 'bad', says, hint: 'The version that came back may not be the cause: look further.' };
  }
  if (values.some(Number.isNaN)) return unknown('it is no number');
  return { about, state: 'good', says: `${name} ${numberWords(worst(values, max))} (${limit})` };
}

/** The one that is nearest to a limit, or farthest beyond it. */
function worst(values: readonly number[], max: number | null): number {
  return max === null ? Math.min(...values) : Math.max(...values);
}

function limitWords(min: number | null, max: number | null): string {
  if (min === null) return `at most ${max}`;
  return max === null ? `at least ${min}` : `from ${min} to ${max}`;
}

function numberWords(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(4))) : value > 0 ? 'infinite' : 'minus infinite';
}
