/** The list below a menu. */
import type { Option } from '../../web/shape.ts';
import type { Offer } from './options.ts';

export interface OptionListProps {
  readonly id: string;
  readonly offer: Offer;
  /** Counted over all groups. */
  readonly active: number;
  readonly chosen: readonly string[];
  readonly onTake: (option: Option) => void;
}

export function OptionList({ id, offer, active, chosen, onTake }: OptionListProps) {
  const all = offer.groups.flatMap(({ options }) => options);
  return (
    <div id={id} className="popup options" role="listbox" aria-busy={offer.isLoading}>
      {offer.groups.map(({ label, options }) => (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset is no group of options.
        <div key={label} role="group" aria-label={label || undefined}>
          {label !== '' && <div className="group-label">{label}</div>}
          {options.map((option) => {
            const place = all.indexOf(option);
            return (
              <div
                key={option.value}
                id={`${id}-${place}`}
                className={place === active ? 'option active' : 'option'}
                role="option"
                tabIndex={-1}
                aria-selected={chosen.includes(option.value)}
                // Before the field loses the focus, which would close the list.
                onPointerDown={(event) => {
                  event.preventDefault();
                  onTake(option);
                }}
              >
                {option.label}
              </div>
            );
          })}
        </div>
      ))}
      {offer.isLoading && <div className="note">Asking Rollbridge…</div>}
      {!offer.isLoading && offer.note !== null && <div className="note">{offer.note}</div>}
    </div>
  );
}
