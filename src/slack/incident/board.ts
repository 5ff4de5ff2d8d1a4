/** One incident in Slack: first its channel, then the card in it, then the rest of the furniture and the news. */
import { Lane } from '../../engine/lane.ts';
import type { IncidentView } from '../../model/incident-view.ts';
import { UserProblem } from '../../model/problem.ts';
import type { Message } from '../../views/blocks.ts';
import { incidentCard } from '../../views/incident/card.ts';
import { newsInside, newsOutside } from '../../views/incident/news.ts';
import type { MessageKey } from '../api.ts';
import type { Place } from '../card-places.ts';
import { Refused } from '../failures.ts';
import { incidentKey, newsKeys } from '../keys.ts';
import { type LinePlace, Lines } from '../lines.ts';
import { linkTo } from '../link.ts';
import { type Face, fingerprintOf, LiveCard } from '../live-card.ts';
import type { IncidentParts } from './cards.ts';
import { IncidentRoom } from './room.ts';

export class IncidentBoard {
  readonly #parts: IncidentParts;
  readonly #name: string;
  readonly #lane: Lane;
  readonly #room: IncidentRoom;
  readonly #card: LiveCard;
  readonly #lines: Lines;
  #view: IncidentView;
  /** Its record was deleted: there is nothing to write to any more. */
  #isGone = false;

  constructor(view: IncidentView, parts: IncidentParts) {
    this.#view = view;
    this.#parts = parts;
    this.#name = view.incident.name;
    this.#lane = new Lane(
      () => parts.track(this.#turn()),
      (error) => this.#failed(error),
    );
    this.#room = new IncidentRoom(parts);
    this.#lines = new Lines(parts);
    this.#card = new LiveCard({
      ...parts,
      places: parts.rooms,
      name: this.#name,
      key: incidentKey(this.#name),
      about: { incident: this.#name },
      wake: () => this.#lane.wake(),
      begun: () => undefined,
    });
  }

  changed(view: IncidentView): void {
    this.#view = view;
    this.#lane.wake();
  }

  stop(): Promise<void> {
    return this.#lane.stop();
  }

  /** Every write is heard of and leads to the next turn. */
  async #turn(): Promise<null> {
    const view = await this.#withHuddle(this.#view);
    const { status } = view.incident;
    if (status === null || this.#isGone) return null;
    // Where the card is to stand is known once there is a channel, or once it is certain that there is none.
    const isSettled = status.room?.did.includes('create') === true;
    if (status.room?.did.includes('archive') === true) return null;
    if (isSettled && !(await this.#shown(view))) return null;
    await this.#room.step(view);
    return null;
  }

  /** The link that Slack gives to copy in the menu of a huddle. */
  async #withHuddle(view: IncidentView): Promise<IncidentView> {
    const channel = view.incident.status?.room?.channel ?? null;
    if (this.#parts.rules().bridge !== 'huddle' || channel === null) return view;
    const { teamId } = await this.#parts.api.identity();
    return { ...view, bridge: `https://app.slack.com/huddle/${teamId}/${channel}` };
  }

  /** False while something is still to be said, or the last card is still to be seen before the channel is archived. */
  async #shown(view: IncidentView): Promise<boolean> {
    const { address } = await this.#parts.api.identity();
    const drawn = incidentCard(view, (channel, ts) => linkTo(address, channel, ts));
    const fingerprint = fingerprintOf(drawn);
    const place = await this.#card.show(faceOf(view, drawn), fingerprint);
    if (place === null) return true;
    if (!(await this.#tell(view, place))) return false;
    const { phase, card } = view.incident.status ?? {};
    return phase !== 'Closed' || card?.drawn === fingerprint;
  }

  /** Announces what was not announced yet, one event at a time; false when there is more. */
  async #tell(view: IncidentView, { channel }: Place): Promise<boolean> {
    const { story = [], card = null, room = null } = view.incident.status ?? {};
    const told = card?.told ?? 0;
    const next = story.findIndex((event, n) => n >= told && (newsInside(event) ?? newsOutside(event, view)) !== null);
    const event = story[next];
    const key = newsKeys(this.#name, story)[next];
    if (event === undefined || key === undefined) return true;
    const since = new Date(event.at);
    const inside = room?.channel === channel ? newsInside(event) : null;
    if (inside !== null) await this.#post({ channel, threadTs: null, since }, key, inside);
    const outside = newsOutside(event, view);
    const elsewhere = outside === null ? null : this.#outside(view);
    if (outside !== null && elsewhere !== null) await this.#post({ ...elsewhere, since }, key, outside);
    await this.#parts.rooms.told(this.#name, next + 1);
    return false;
  }

  async #post(place: LinePlace, key: MessageKey, words: Message): Promise<void> {
    try {
      await this.#lines.postOnce(place, { key, urgent: true, words: () => words });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.#parts.log.error({ incident: this.#name, error: error.error }, 'Slack will not have news of an incident');
    }
  }

  /** The status channel, else the thread of the release's card, else the channel of the environment. */
  #outside({ environment, releases }: IncidentView): { channel: string; threadTs: string | null } | null {
    const { statusChannel } = this.#parts.rules();
    if (statusChannel !== null) return { channel: statusChannel, threadTs: null };
    const card = releases.map(({ status }) => status?.card).find((each) => each?.ts);
    if (card?.ts) return { channel: card.channel, threadTs: card.ts };
    return environment === null ? null : { channel: environment.channel, threadTs: null };
  }

  #failed(error: unknown): void {
    if (error instanceof UserProblem && error.code === 'unknown-incident') {
      this.#isGone = true;
      return;
    }
    this.#parts.log.error({ err: error, incident: this.#name }, 'an incident could not be brought up to date in Slack');
  }
}

function faceOf({ incident, environment }: IncidentView, drawn: Message): Face {
  const { status, createdAt } = incident;
  const phase = status?.phase ?? 'Open';
  return {
    kept: status?.card ?? null,
    channel: status?.room?.channel ?? environment?.channel ?? '',
    since: new Date(createdAt),
    phase,
    urgent: true,
    isFinal: phase !== 'Open',
    draw: () => drawn,
  };
}
