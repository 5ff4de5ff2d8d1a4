/** Where the options of a menu come from: its own list, the bot, people, channels. */
import { useEffect, useState } from 'react';
import type { Json, Option, Outcome } from '../../web/shape.ts';
import { groupsOf, initialOptions, type OptionGroup, textIn } from '../blocks/reading.ts';
import { type Directory, useDirectory } from '../shared.ts';
import { failureWords } from './failures.ts';

export interface Offer {
  readonly groups: readonly OptionGroup[];
  readonly isLoading: boolean;
  /** Why there are no options, in words. */
  readonly note: string | null;
}

/** Typing pauses this long before the bot is asked. */
const PAUSE_MS = 200;
/** Slack's own, for menus that do not say. */
const LEAST_TYPED = 3;

export interface Asking {
  readonly element: Json;
  readonly typed: string;
  readonly isOpen: boolean;
  readonly suggest: (typed: string) => Promise<Outcome>;
  /** Told of options that are not in the element itself. */
  readonly onLoaded: (options: readonly Option[]) => void;
}

export function useOffer(asking: Asking): Offer {
  const directory = useDirectory();
  const loaded = useLoaded(asking);
  const { element, typed } = asking;
  const source = sourceOf(element);
  if (source === 'external') return loaded;
  const groups = source === 'static' ? groupsOf(element) : [{ label: '', options: known(source, directory) }];
  const found = groups.map(({ label, options }) => ({ label, options: options.filter(matching(typed)) }));
  const isEmpty = found.every(({ options }) => options.length === 0);
  return { groups: found, isLoading: false, note: isEmpty ? 'Nothing found' : null };
}

export function sourceOf(element: Json): string {
  return textIn(element.type)
    .replace(/^multi_/, '')
    .replace(/_select$/, '');
}

function matching(typed: string): (option: Option) => boolean {
  return ({ label }) => label.toLowerCase().includes(typed.trim().toLowerCase());
}

function known(source: string, { people, channels }: Directory): Option[] {
  if (source === 'users')
    return [...people.values()].map(({ id, name, realName }) => ({ value: id, label: `${realName} (@${name})` }));
  return [...channels].filter(([, name]) => name !== '').map(([id, name]) => ({ value: id, label: `#${name}` }));
}

function useLoaded({ element, typed, isOpen, suggest, onLoaded }: Asking): Offer {
  const [offer, setOffer] = useState<Offer>({ groups: [], isLoading: true, note: null });
  const least = typeof element.min_query_length === 'number' ? element.min_query_length : LEAST_TYPED;
  const isAsked = isOpen && sourceOf(element) === 'external';
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked anew for other words only.
  useEffect(() => {
    if (!isAsked) return;
    if (typed.length < least) {
      setOffer({
        groups: [],
        isLoading: false,
        note: `Type ${least === 1 ? 'a character' : `${least} characters`} or more`,
      });
      return;
    }
    let isStale = false;
    const timer = setTimeout(
      async () => {
        setOffer((before) => ({ ...before, isLoading: true }));
        const { failure, options = [] } = await suggest(typed);
        if (isStale) return;
        onLoaded(options);
        const note = failure === null ? (options.length === 0 ? 'Nothing found' : null) : failureWords(failure);
        setOffer({ groups: [{ label: '', options }], isLoading: false, note });
      },
      typed === '' ? 0 : PAUSE_MS,
    );
    return () => {
      isStale = true;
      clearTimeout(timer);
    };
  }, [isAsked, typed, least]);
  return offer;
}

/** What a value is called before its list was ever loaded. */
export function labelIn(element: Json, value: string, directory: Directory): string | undefined {
  const source = sourceOf(element);
  const all = source === 'users' || source === 'channels' || source === 'conversations' ? known(source, directory) : [];
  const own = groupsOf(element).flatMap(({ options }) => options);
  return [...own, ...initialOptions(element), ...all].find((option) => option.value === value)?.label;
}
