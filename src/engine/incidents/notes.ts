/** Messages of an incident's channel on its timeline: put there by who may respond to it, and taken out by who put them there. */
import { clip } from '../../model/clip.ts';
import type { Incident, IncidentStatus, Note } from '../../model/incident.ts';
import { UserProblem } from '../../model/problem.ts';
import { Turns } from '../../waiting/turns.ts';
import { requireResponder } from '../access.ts';
import type { Person } from '../intents.ts';
import { environmentNamed } from '../lookup.ts';
import type { Notes, Said } from './intents.ts';
import { ledgerOf } from './ledger.ts';
import type { IncidentWorld } from './ports.ts';

/** A timeline of more is not read, and an object may not grow for ever. */
const MOST_NOTES = 200;
const LONGEST = 500;

export class NoteDesk implements Notes {
  readonly #world: IncidentWorld;
  /** Somebody may mark a message and think better of it before it was read, or the right to it known. */
  readonly #turns = new Turns();

  constructor(world: IncidentWorld) {
    this.#world = world;
  }

  takes(channel: string): boolean {
    return this.#incidentIn(channel) !== null;
  }

  async note(by: Person, channel: string, message: { readonly ts: string; readonly said: () => Promise<Said | null> }) {
    const { name, spec } = this.#required(channel);
    return await this.#turns.take(`${channel} ${message.ts} ${by.id}`, async () => {
      await this.#require(by, spec);
      const said = await message.said();
      let isNew = false;
      await this.#world.store.update(name, ({ status }) => {
        const next = status === null || said === null ? null : noted(status, { ...said, ts: message.ts }, by);
        isNew = next !== null;
        return next;
      });
      return isNew;
    });
  }

  async strike(by: Person, channel: string, ts: string): Promise<void> {
    const { name } = this.#required(channel);
    await this.#turns.take(`${channel} ${ts} ${by.id}`, () =>
      this.#world.store.update(name, ({ status }) => (status === null ? null : struck(status, ts, by))),
    );
  }

  #require(by: Person, spec: Incident['spec']): Promise<void> {
    const { catalog, directory } = this.#world.releases;
    const environment = environmentNamed(catalog, spec);
    if (environment === null) throw notHere();
    return requireResponder(by, environment, catalog.incidents.invite, directory);
  }

  #required(channel: string): Incident {
    const incident = this.#incidentIn(channel);
    if (incident === null) throw notHere();
    return incident;
  }

  /** Until its channel is archived: what was forgotten may be put there afterwards. */
  #incidentIn(channel: string): Incident | null {
    const [incident = null] = ledgerOf(this.#world.store).byChannel.get(channel) ?? [];
    return incident?.status?.phase === 'Closed' ? null : incident;
  }
}

/** Null when this person has marked it already. Throws when there is no room. */
function noted(status: IncidentStatus, said: Omit<Note, 'by'>, { id }: Person): IncidentStatus | null {
  const { notes } = status;
  const there = notes.find(({ ts }) => ts === said.ts);
  if (there?.by.includes(id)) return null;
  if (there === undefined && notes.length >= MOST_NOTES) throw full();
  if (there === undefined) {
    return { ...status, notes: [...notes, { ...said, text: clip(said.text, LONGEST), by: [id] }] };
  }
  return { ...status, notes: notes.map((each) => (each === there ? { ...each, by: [...each.by, id] } : each)) };
}

/** Null when this person has not marked it. */
function struck(status: IncidentStatus, ts: string, { id }: Person): IncidentStatus | null {
  const there = status.notes.find((each) => each.ts === ts);
  if (there === undefined || !there.by.includes(id)) return null;
  const left = { ...there, by: there.by.filter((each) => each !== id) };
  const notes = status.notes.flatMap((each) => (each !== there ? [each] : left.by.length === 0 ? [] : [left]));
  return { ...status, notes };
}

function notHere(): UserProblem {
  return new UserProblem('unknown-incident', {
    happened: 'Nothing was put on a timeline.',
    why: 'This is not the channel of an incident, or that incident is closed.',
    hint: 'Use it in the channel of an incident; /incident list shows them.',
  });
}

function full(): UserProblem {
  return new UserProblem('not-offered', {
    happened: 'Nothing was put on the timeline.',
    why: `It has ${MOST_NOTES} messages already.`,
    hint: 'Take one out by removing the emoji from it.',
  });
}
