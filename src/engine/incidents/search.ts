/** Finds incidents by what people remember of them: pure. */
import { type Incident, isOpen, type Severity } from '../../model/incident.ts';

/** What is null is not asked for. */
export interface IncidentFilter {
  /** Every word stands somewhere in it, in any case. */
  readonly text: string | null;
  readonly service: string | null;
  readonly environment: string | null;
  readonly state: 'open' | 'over' | null;
  /** As it is, or was at the end. */
  readonly severity: Severity | null;
  /** Opened then or later. */
  readonly since: Date | null;
}

export const EVERYTHING: IncidentFilter = {
  text: null,
  service: null,
  environment: null,
  state: null,
  severity: null,
  since: null,
};

export function fitsFilter(incident: Incident, wanted: IncidentFilter): boolean {
  const { spec, status, createdAt } = incident;
  const { service, environment, state, severity, since } = wanted;
  return (
    (service === null || spec.service === service) &&
    (environment === null || spec.environment === environment) &&
    (state === null || isOpen(incident) === (state === 'open')) &&
    (severity === null || (status?.severity ?? spec.severity) === severity) &&
    (since === null || Date.parse(createdAt) >= since.getTime()) &&
    hasWords(incident, wanted.text ?? '')
  );
}

function hasWords({ name, spec, status }: Incident, text: string): boolean {
  const { cause = '', impact = '' } = status?.resolution ?? {};
  const said = [name, spec.service, spec.environment, spec.reason ?? '', cause, impact].join('\n').toLowerCase();
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return words.every((word) => said.includes(word));
}
