/** One service: its traffic, steps, revisions, figures, analyses and events. */
import type { ReactNode } from 'react';
import type { ClusterAct, Figures, ServiceOutlook } from '../../web/clusters/shape.ts';
import { Analyses } from './Analyses.tsx';
import { Charts } from './Charts.tsx';
import { Events } from './Events.tsx';
import { ReleaseMenu } from './ReleaseMenu.tsx';
import { Revisions } from './Revisions.tsx';
import { Traffic } from './Traffic.tsx';
import { PHASES } from './words.ts';

export interface ServiceViewProps {
  readonly service: ServiceOutlook;
  readonly figures: Figures | null;
  readonly cause: (act: ClusterAct) => void;
}

export function ServiceView({ service, figures, cause }: ServiceViewProps) {
  const { name, style, phase, message, steps, traffic, revisions, thresholds, analyses, events } = service;
  const { sign, tone } = PHASES[phase] ?? PHASES[''];
  return (
    <article className="service-view" aria-label={name}>
      <header>
        <h2>{name}</h2>
        <span className="quiet">{style}</span>
        <span className={`phase ${tone}`}>
          <span aria-hidden="true">{sign}</span> {phase || 'not looked at yet'}
        </span>
        <span className="space" />
        <ReleaseMenu name={name} tags={revisions.map(({ tag }) => tag)} />
      </header>
      {message !== '' && <p className="quiet">{message}</p>}
      {steps.length > 0 && (
        <ol className="steps" aria-label="Steps">
          {steps.map(({ words, state }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: steps have nothing else, and do not change places.
            <li key={index} className={state} aria-current={state === 'now' ? 'step' : undefined}>
              {state === 'done' && <span aria-hidden="true">✓ </span>}
              {words}
              {state === 'done' && <span className="sr-only">, done</span>}
            </li>
          ))}
        </ol>
      )}
      <Part title="Traffic">
        <Traffic hosts={traffic} revisions={revisions} />
      </Part>
      <Part title="Revisions">
        <Revisions service={service.key} revisions={revisions} cause={cause} />
      </Part>
      <Part title="Figures of the last minutes">
        {figures?.service === service.key && <Charts figures={figures} revisions={revisions} thresholds={thresholds} />}
      </Part>
      {analyses.length > 0 && (
        <Part title="Analysis">
          <Analyses analyses={analyses} />
        </Part>
      )}
      <Part title="Events">
        <Events events={events} />
      </Part>
    </article>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}
