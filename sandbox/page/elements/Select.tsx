/** Menus of every source, for one choice or several: type to search, arrows to move, Enter to take. */
import { type KeyboardEvent, useId, useRef, useState } from 'react';
import type { Option } from '../../web/shape.ts';
import { allOf, isMulti, wordsIn } from '../blocks/reading.ts';
import { useSurface } from '../blocks/surface.ts';
import { useDirectory } from '../shared.ts';
import type { ElementProps } from './Element.tsx';
import { OptionList } from './OptionList.tsx';
import { labelIn, useOffer } from './options.ts';

export function Select(props: ElementProps) {
  const { element, id, value, isBusy, onChoose } = props;
  const directory = useDirectory();
  const fields = useSurface()?.fields;
  const listId = useId();
  const input = useRef<HTMLInputElement>(null);
  const [isOpen, setOpen] = useState(false);
  const [typed, setTyped] = useState('');
  const [active, setActive] = useState(0);
  const [loaded, setLoaded] = useState<ReadonlyMap<string, string>>(new Map());
  const several = isMulti(element);
  const chosen = allOf(value);
  const labelOf = (one: string) => loaded.get(one) ?? fields?.label(one) ?? labelIn(element, one, directory) ?? one;
  const onLoaded = (options: readonly Option[]) => {
    setLoaded((before) => new Map([...before, ...options.map((option) => [option.value, option.label] as const)]));
    fields?.remember(options);
  };
  const offer = useOffer({ element, typed, isOpen, suggest: props.suggest, onLoaded });
  const all = offer.groups.flatMap(({ options }) => options);

  const close = () => {
    setOpen(false);
    setTyped('');
    setActive(0);
  };
  const take = (option: Option | undefined) => {
    if (option === undefined) return;
    if (!several) {
      onChoose(option.value);
      close();
      return;
    }
    onChoose(chosen.includes(option.value) ? chosen.filter((one) => one !== option.value) : [...chosen, option.value]);
    setTyped('');
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && isOpen) {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      setOpen(true);
      if (isOpen) setActive((active + (event.key === 'ArrowDown' ? 1 : -1) + all.length) % Math.max(1, all.length));
    } else if (event.key === 'Enter' && isOpen) {
      event.preventDefault();
      take(all[active]);
    } else if (event.key === 'Backspace' && several && typed === '') onChoose(chosen.slice(0, -1));
  };
  const one = several || chosen[0] === undefined ? '' : labelOf(chosen[0]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the focus leaves its field and its chips together.
    <span
      className="select"
      onBlur={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget)) close();
      }}
    >
      {several &&
        chosen.map((each) => (
          <button
            key={each}
            type="button"
            className="chip"
            aria-label={`Remove ${labelOf(each)}`}
            onClick={() => onChoose(chosen.filter((other) => other !== each))}
          >
            {labelOf(each)} <span aria-hidden="true">✕</span>
          </button>
        ))}
      <input
        ref={input}
        id={id}
        className="field"
        role="combobox"
        aria-labelledby={props.labelledBy}
        aria-label={props.labelledBy === undefined ? wordsIn(element.placeholder) || 'Menu' : undefined}
        aria-describedby={props.describedBy}
        aria-invalid={props.isInvalid}
        aria-expanded={isOpen}
        aria-controls={listId}
        aria-activedescendant={isOpen && all.length > 0 ? `${listId}-${active}` : undefined}
        autoComplete="off"
        disabled={isBusy}
        placeholder={one || wordsIn(element.placeholder) || 'Choose…'}
        value={isOpen ? typed : one}
        onClick={() => setOpen(true)}
        onChange={({ target }) => {
          setOpen(true);
          setTyped(target.value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
      />
      {isOpen && <OptionList id={listId} offer={offer} active={active} chosen={chosen} onTake={take} />}
    </span>
  );
}
