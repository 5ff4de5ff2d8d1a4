/** What somebody does on the page, checked and done in the workspace. */
import { z } from 'zod';
import type { Driver, Message, SlackWorkspace } from '../slack/index.ts';
import type { ReadMarks } from './read-marks.ts';
import type { Act, Outcome, Place } from './shape.ts';

const chosen = z.union([z.string(), z.array(z.string())]);
const fields = z.record(z.string(), chosen);
const message = z.strictObject({ channel: z.string(), ts: z.string() });
const place = z.discriminatedUnion('on', [
  message.extend({ on: z.literal('message'), version: z.int() }),
  z.strictObject({ on: z.literal('form') }),
  z.strictObject({ on: z.literal('home') }),
]);
const control = { place, blockId: z.string(), actionId: z.string() };

export const actSchema = z.discriminatedUnion('do', [
  z.strictObject({
    do: z.literal('say'),
    channel: z.string(),
    text: z.string().min(1),
    threadTs: z.string().nullable(),
  }),
  z.strictObject({ do: z.literal('command'), channel: z.string(), command: z.string(), text: z.string() }),
  z.strictObject({ do: z.literal('use'), ...control, chosen: chosen.optional() }),
  z.strictObject({ do: z.literal('suggest'), ...control, typed: z.string() }),
  z.strictObject({ do: z.literal('fill'), fields }),
  z.strictObject({ do: z.literal('submit'), fields }),
  z.strictObject({ do: z.literal('close') }),
  z.strictObject({ do: z.literal('shortcut'), callbackId: z.string(), message: message.nullable() }),
  message.extend({ do: z.literal('dismiss') }),
  message.extend({ do: z.literal('react'), name: z.string().regex(/^[a-z0-9_+-]+$/), on: z.boolean() }),
  z.strictObject({ do: z.literal('home') }),
  z.strictObject({ do: z.literal('read'), channel: z.string() }),
]);

export interface Stage {
  readonly slack: SlackWorkspace;
  readonly marks: ReadMarks;
}

const DONE: Outcome = { failure: null };

/** Throws, in words for the person, when what they act on is not there or not theirs to see. */
export async function perform(stage: Stage, person: string, act: Act): Promise<Outcome> {
  const { driver, workspace } = stage.slack;
  switch (act.do) {
    case 'say':
      return { failure: null, ts: driver.say(person, act.channel, act.text, act.threadTs).ts };
    case 'command':
      return failureOf(await driver.slash(person, act.channel, act.command, act.text));
    case 'use':
      return failureOf(await use(driver, person, act));
    case 'suggest':
      return await suggest(driver, person, act);
    case 'fill':
      await driver.fill(person, act.fields);
      return DONE;
    case 'submit': {
      const { failure, errors } = await driver.submit(person, act.fields);
      return { failure, errors };
    }
    case 'close':
      return failureOf(await driver.closeForm(person));
    case 'shortcut': {
      const about = act.message && found(driver, { ...act.message, version: null });
      return failureOf(await driver.shortcut(person, act.callbackId, about));
    }
    case 'dismiss':
      driver.dismiss(person, found(driver, { ...act, version: null }));
      return DONE;
    case 'react':
      await driver.react(person, found(driver, { ...act, version: null }), act);
      return DONE;
    case 'home':
      return failureOf(await driver.openHome(person));
    case 'read':
      stage.marks.set(person, act.channel, workspace.messages.all().at(-1)?.ts ?? '0');
      workspace.changed();
      return DONE;
  }
}

type Use = Extract<Act, { do: 'use' }>;

function use(driver: Driver, person: string, { place, blockId, actionId, chosen }: Use) {
  const which = { blockId, actionId };
  if (place.on === 'form') return driver.pressInForm(person, which, chosen);
  if (place.on === 'home') return driver.pressAtHome(person, which, chosen);
  const shown = found(driver, place);
  const options = { withBlocksOf: shown };
  if (chosen === undefined) return driver.press(person, shown, which, options);
  return driver.choose(person, shown, which, chosen, options);
}

async function suggest(driver: Driver, person: string, act: Extract<Act, { do: 'suggest' }>): Promise<Outcome> {
  const { place, blockId, actionId, typed } = act;
  const surface = place.on === 'message' ? found(driver, place) : 'form';
  const { failure, options } = await driver.suggest(person, surface, { blockId, actionId }, typed);
  return { failure, options };
}

/** The message as the person's screen shows it, which may lag behind. */
function found(
  driver: Driver,
  { ts, version }: Omit<Extract<Place, { on: 'message' }>, 'version' | 'on'> & { version: number | null },
): Message {
  const versions = driver.versions(ts);
  const shown = versions.find((each) => each.version === version) ?? versions.at(-1);
  if (shown === undefined) throw new Error('This message is not there any more.');
  return shown;
}

function failureOf(delivery: { readonly failure: string | null } | undefined): Outcome {
  return { failure: delivery?.failure ?? null };
}
