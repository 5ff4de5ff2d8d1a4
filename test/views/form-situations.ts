/** The forms that people meet, by name: what the golden files show. */
import type { KnownVersion, ServiceChoice } from '../../src/model/choices.ts';
import { UserProblem } from '../../src/model/problem.ts';
import type { RollbackPlan } from '../../src/model/release-view.ts';
import { deployAccepted, problemAnswer, stillWorking } from '../../src/views/answers.ts';
import { type DeployDraft, deployForm } from '../../src/views/form/deploy.ts';
import { type Form, notice } from '../../src/views/form/form.ts';
import { moreForm } from '../../src/views/form/more.ts';
import { rejectForm } from '../../src/views/form/reject.ts';
import { type RollbackDraft, rollbackForm } from '../../src/views/form/rollback.ts';
import { BASIS, GATE_OFFERS, plan, release, status, view } from './fixtures.ts';

export const SERVICES: readonly ServiceChoice[] = [
  { name: 'cart', environments: ['production'], usual: 'production' },
  { name: 'shop', environments: ['staging', 'production'], usual: 'production' },
];

export const KNOWN: readonly KnownVersion[] = [
  { version: '1.4.2', now: 'runs', revision: 11, released: null },
  {
    version: '1.5.0',
    now: null,
    revision: null,
    released: { environment: 'staging', phase: 'Completed', at: '2026-03-01T10:00:00Z' },
  },
  {
    version: '1.4.9',
    now: null,
    revision: 10,
    released: { environment: null, phase: 'RolledBack', at: '2026-02-01T10:00:00Z' },
  },
  { version: '1.4.1', now: null, revision: 9, released: null },
];

export const TAKEN = new UserProblem('already-running', {
  happened: 'shop already runs 1.4.2 in production.',
  why: 'There is nothing to change.',
  hint: '/deploy status shop shows what runs.',
});

export function deployDraft(differs: Partial<DeployDraft> = {}): DeployDraft {
  const opened = { by: 'U0ANN', channel: 'C0RELEASES' };
  return { ...opened, services: SERVICES, service: null, environment: null, version: null, reason: null, ...differs };
}

export function rollbackDraft(differs: Partial<RollbackDraft> = {}): RollbackDraft {
  return { by: 'U0ANN', channel: null, ways: [plan(), CART], chosen: null, reason: null, ...differs };
}

export const CART: RollbackPlan = {
  ...plan({ mechanism: 'restore-and-promote', expectedMs: null, caveats: ['waits-for-pod-start'] }),
  service: 'cart',
  release: null,
};

const chosen = { service: 'shop', environment: 'production' };
const gate = view(status('AwaitingApproval'), { offers: GATE_OFFERS });
const press = { release: gate.release.name, basis: BASIS };

export const FORMS: Readonly<Record<string, () => Form>> = {
  'form-deploy': () => deployForm(deployDraft()),
  'form-deploy-service-chosen': () => deployForm(deployDraft(chosen)),
  'form-deploy-on-message': () =>
    deployForm(
      deployDraft({
        ...chosen,
        version: '1.5.0',
        notice: 'That message names 2 services; shop is the first of them.',
        offersRollback: true,
      }),
    ),
  'form-deploy-refused': () =>
    deployForm(
      deployDraft({ ...chosen, version: '1.4.2', reason: 'Hot fix', problem: { field: 'version', problem: TAKEN } }),
    ),
  'form-rollback': () => rollbackForm(rollbackDraft()),
  'form-rollback-plan': () => rollbackForm(rollbackDraft({ chosen: plan(), reason: 'Errors at checkout' })),
  'form-rollback-plan-with-caveats': () => rollbackForm(rollbackDraft({ chosen: CART })),
  'form-rollback-nothing': () => rollbackForm(rollbackDraft({ ways: [] })),
  'form-reject': () => rejectForm({ by: 'U0LEAD', channel: 'C0RELEASES', press, view: gate, reason: null }),
  'form-more': () =>
    moreForm({ by: 'U0LEAD', channel: 'C0RELEASES', press, view: gate, what: 'scale', detail: null, reason: null }),
  'form-more-refused': () =>
    moreForm({
      ...{
        by: 'U0LEAD',
        channel: 'C0RELEASES',
        press,
        view: gate,
        what: 'debug',
        detail: '1.5.0-debug',
        reason: 'Look',
      },
      problem: { field: 'what', problem: TAKEN },
    }),
  'form-still-working': () => notice('Rollbridge', stillWorking('what comes of it shows here')),
  'form-done': () => notice('Rollbridge', deployAccepted(release(null), 'C0RELEASES')),
  'form-unusable': () => notice('Rollbridge', problemAnswer(TAKEN)),
};
