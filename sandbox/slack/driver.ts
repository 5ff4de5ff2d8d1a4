/** Plays the people of a workspace and what may happen to it. For tests: every deed is somebody's. */
import type { Acts, Failure } from './acts.ts';
import type { AppSocket } from './app-socket.ts';
import type { CallDesk, CallRecord } from './call-desk.ts';
import { type Chosen, type Control, fieldOf, stateOf, watchedIn } from './controls.ts';
import type { Courier } from './courier.ts';
import type { BotRequest, Delivery, SendOptions } from './delivery.ts';
import type { Dispatch } from './dispatch.ts';
import { dump } from './dump.ts';
import type { Fault, FaultHandle, Faults } from './faults.ts';
import type { Line } from './line.ts';
import type { Message } from './message.ts';
import type { Surface } from './payloads.ts';
import { Screen } from './screen.ts';
import type { Which } from './sight.ts';
import type { DisconnectReason, Sockets } from './sockets.ts';
import { enteredIn, type OpenView } from './view-stack.ts';
import { type WaitOptions, waitFor } from './wait.ts';
import type { Workspace } from './workspace.ts';

export interface DriverParts {
  readonly workspace: Workspace;
  readonly acts: Acts;
  readonly courier: Courier;
  readonly dispatch: Dispatch;
  readonly sockets: Sockets;
  readonly desk: CallDesk;
  readonly faults: Faults;
  readonly line: Line;
}

export interface PressOptions extends SendOptions {
  /** Press what an older version of the message showed, as somebody does whose screen lags behind. */
  readonly withBlocksOf?: Message;
}

export class Driver extends Screen {
  readonly #parts: DriverParts;

  constructor(parts: DriverParts) {
    super(parts.workspace);
    this.#parts = parts;
  }

  /** Where the bot listens, such as `http://127.0.0.1:3000/slack/events`: for as long as it has no socket open. */
  connect(botUrl: string): void {
    this.#parts.dispatch.botUrl = botUrl;
  }

  // What people do

  /** `channel` by id or name. Throws at once if the person is not in it or the manifest does not have the command. */
  slash(user: string, channel: string, command: string, text = '', options?: SendOptions): Promise<Delivery> {
    const place = this.sight.channelFor(user, channel);
    if (!place.members.has(user)) throw new Error(`${user} is not in ${channel}`);
    const { grants } = this.#parts.workspace;
    if (grants && !grants.commands.has(command)) throw new Error(`The manifest has no command ${command}`);
    return this.#parts.acts.slash({ user, channel: place.id, command, text }, options);
  }

  /** Throws at once, naming the buttons that are there, if the person does not see such a button. */
  press(user: string, message: Message, which: Which, options: PressOptions = {}): Promise<Delivery> {
    const { withBlocksOf, ...send } = options;
    const shown = withBlocksOf ? this.sight.remembered(user, withBlocksOf) : this.sight.asSeen(user, message);
    return this.#use(user, { message: shown }, this.sight.control(shown.blocks, which), undefined, send);
  }

  /** Chooses in a menu, by value or visible text. */
  choose(user: string, message: Message, which: Which, chosen: Chosen, options: PressOptions = {}): Promise<Delivery> {
    const { withBlocksOf, ...send } = options;
    const shown = withBlocksOf ? this.sight.remembered(user, withBlocksOf) : this.sight.asSeen(user, message);
    return this.#use(user, { message: shown }, this.sight.control(shown.blocks, which), chosen, send);
  }

  /** A press or a choice in the form on top of somebody's screen. */
  pressInForm(user: string, which: Which, chosen?: Chosen, options?: SendOptions): Promise<Delivery> {
    const open = this.#openForm(user);
    const control = this.sight.control(open.blocks, which);
    const filled = chosen === undefined ? {} : { [fieldOf(control)]: chosen };
    const view = this.#parts.workspace.views.fill(open, filled);
    return this.#use(user, { view }, control, chosen, options);
  }

  /** A press or a choice in somebody's Home tab. Throws at once if the bot has not published one. */
  pressAtHome(user: string, which: Which, chosen?: Chosen, options?: SendOptions): Promise<Delivery> {
    const view = this.home(user);
    if (!view) throw new Error(`${user} has no Home tab`);
    return this.#use(user, { view }, this.sight.control(view.blocks, which), chosen, options);
  }

  /**
   * Enters something in the form on top, by block id or label, in this order. The bot is told of a field only where it
   * asked to be; whether it then draws the form anew is to be waited for.
   */
  async fill(user: string, filled: Readonly<Record<string, Chosen>>, options?: SendOptions): Promise<void> {
    for (const [field, chosen] of Object.entries(filled)) {
      const { views } = this.#parts.workspace;
      const view = views.fill(this.#openForm(user), { [field]: chosen });
      const told = watchedIn(view, field);
      if (told !== null) await this.#use(user, { view }, told, chosen, options);
    }
  }

  /** Types into a menu that the bot keeps, and takes the option that reads like this. Throws if it is not offered. */
  async pick(user: string, field: string, { typed, option }: { typed: string; option: string }): Promise<void> {
    const { options } = await this.suggest(user, 'form', field, typed);
    const found = options.find(({ label, value }) => label === option || value === option);
    if (!found) throw new Error(`No option "${option}"; there is: ${options.map(({ label }) => label).join(', ')}`);
    await this.fill(user, { [field]: found.value });
  }

  /** From the menu of a message, or from anywhere without one. Throws at once if the manifest does not have it. */
  shortcut(user: string, callbackId: string, message: Message | null = null, options?: SendOptions): Promise<Delivery> {
    const { grants } = this.#parts.workspace;
    const wanted = `${message === null ? 'global' : 'message'} ${callbackId}`;
    if (grants && !grants.shortcuts.has(wanted)) throw new Error(`The manifest has no shortcut "${wanted}"`);
    const seen = message && this.sight.asSeen(user, message);
    return this.#parts.acts.shortcut({ user, callbackId, message: seen }, options);
  }

  /** Fields by block id or label. `errors` is what the person then reads at the fields. */
  submit(user: string, filled: Readonly<Record<string, Chosen>> = {}, options?: SendOptions) {
    const view = this.#parts.workspace.views.fill(this.#openForm(user), filled);
    return this.#parts.acts.submit({ user, view, values: enteredIn(view) }, options);
  }

  /** Closes the form on top; the bot is told only if it asked to be. */
  closeForm(user: string, options?: SendOptions): Promise<Delivery | undefined> {
    return this.#parts.acts.close({ user, view: this.#openForm(user) }, options);
  }

  /** What the bot offers for the typed text in a menu of a message, or of the open form. */
  suggest(user: string, message: Message | 'form', which: Which, typed: string, options?: SendOptions) {
    const surface: Surface =
      message === 'form' ? { view: this.#openForm(user) } : { message: this.sight.asSeen(user, message) };
    const blocks = 'view' in surface ? surface.view.blocks : surface.message.blocks;
    const { actionId, blockId } = this.sight.control(blocks, which);
    const asked = { action_id: actionId, block_id: blockId, value: typed };
    return this.#parts.acts.suggest({ user, surface, asked }, options);
  }

  openHome(user: string, options?: SendOptions): Promise<Delivery> {
    return this.#parts.acts.openHome(user, options);
  }

  /** A person writes. */
  say(user: string, channel: string, text: string, threadTs: string | null = null): Message {
    const { id } = this.sight.channelFor(user, channel);
    const message = this.#parts.workspace.messages.add({ channel: id, author: user, text, threadTs });
    this.#parts.workspace.changed();
    return message;
  }

  /** Puts an emoji on a message, or takes one's own away. The bot is told if its manifest asks for that. */
  react(user: string, message: Message, { name, on }: { name: string; on: boolean }): Promise<Delivery | undefined> {
    const seen = this.sight.asSeen(user, message);
    if (seen.ephemeralTo !== null) throw new Error('Nobody can react to what only they see');
    return this.#parts.acts.react({ user, message: seen, name, on });
  }

  /** Somebody waves away a message that only they see. Throws if it is another's. */
  dismiss(user: string, message: Message): void {
    const { workspace } = this.#parts;
    const seen = this.sight.asSeen(user, message);
    if (seen.ephemeralTo !== user) throw new Error(`${user} cannot dismiss what others see`);
    workspace.messages.change(seen, { deleted: true });
    workspace.changed();
  }

  /** The app starts again on somebody's screen: messages for them alone and open forms are gone. */
  reload(user: string): void {
    const { workspace } = this.#parts;
    for (const message of this.ephemerals(user)) workspace.messages.change(message, { deleted: true });
    workspace.views.close(user, true);
    workspace.changed();
  }

  /** Anything at all by HTTP, correctly signed unless the options say otherwise. */
  raw(contentType: string, body: string, options?: SendOptions): Promise<Delivery> {
    return this.#parts.dispatch.raw(contentType, body, options);
  }

  /** The very same request again, as somebody would who has recorded it. */
  replay(request: BotRequest): Promise<Delivery> {
    return this.#parts.courier.replay(request);
  }

  // What was recorded

  /** Calls of the bot, oldest first; answers to response addresses are called `response_url`. */
  calls(method?: string): CallRecord[] {
    return this.#parts.desk.calls.filter((call) => method === undefined || call.method === method);
  }

  /** Every socket that the bot ever opened, oldest first; each may be dropped. */
  sockets(): readonly AppSocket[] {
    return this.#parts.sockets.all;
  }

  /** What people saw go wrong between Slack and the bot. */
  failures(user?: string): Failure[] {
    return this.#parts.acts.failures.filter((failure) => user === undefined || failure.user === user);
  }

  /** Looks now and after every change until there is something. Rejects with all there is instead. */
  waitFor<Found>(look: (driver: Driver) => Found, options: WaitOptions): Promise<NonNullable<Found>> {
    const { workspace } = this.#parts;
    return waitFor(() => look(this), {
      ...options,
      onChange: (again) => workspace.onChange(again),
      dump: () => this.dump(),
    });
  }

  dump(): string {
    return dump(this.#parts.workspace, this.calls(), this.failures());
  }

  // What goes wrong

  fault(fault: Fault): FaultHandle {
    return this.#parts.faults.add(fault);
  }

  clearFaults(): void {
    this.#parts.faults.clear();
  }

  /** Cuts every connection of the bot to Slack until `up`. */
  down(): void {
    this.#parts.line.down();
  }

  /** How many connections `down` has cut: open ones when it began, and attempts since. */
  cuts(): number {
    return this.#parts.line.cuts;
  }

  up(): void {
    this.#parts.line.up();
  }

  /** Tells one of the bot's sockets to go, the oldest open one unless told otherwise, and closes it a little later. */
  disconnect(reason: DisconnectReason, socket?: AppSocket): AppSocket {
    return this.#parts.sockets.disconnect(reason, socket);
  }

  #openForm(user: string): OpenView {
    const view = this.form(user);
    if (!view) throw new Error(`${user} has no form open\n${this.dump()}`);
    return view;
  }

  #use(user: string, surface: Surface, control: Control, chosen?: Chosen, options?: SendOptions): Promise<Delivery> {
    const { actionId, blockId, label } = control;
    const element = this.#parts.workspace.views.offered.inElement(control);
    const action = { action_id: actionId, block_id: blockId, ...stateOf(element, chosen) };
    return this.#parts.acts.act({ user, surface, action, what: `[${label || actionId}]` }, options);
  }
}
