/** Fields for text, numbers, dates and times. */
import { allOf, numberIn, textIn, wordsIn } from '../blocks/reading.ts';
import type { ElementProps } from './Element.tsx';

function common({ element, id, labelledBy, describedBy, isInvalid, isBusy, value }: ElementProps) {
  return {
    id,
    className: 'field',
    'aria-labelledby': labelledBy,
    'aria-describedby': describedBy,
    'aria-invalid': isInvalid,
    disabled: isBusy,
    value: allOf(value)[0] ?? '',
    placeholder: wordsIn(element.placeholder),
    autoFocus: element.focus_on_load === true,
  };
}

const KINDS: Readonly<Record<string, string>> = { email_text_input: 'email', url_text_input: 'url' };

export function TextInput(props: ElementProps) {
  const { element, onChoose, onSettle } = props;
  const shared = { ...common(props), maxLength: numberIn(element.max_length), onBlur: () => onSettle(false) };
  if (element.multiline === true) {
    return <textarea {...shared} rows={3} onChange={({ target }) => onChoose(target.value)} />;
  }
  return (
    <input
      {...shared}
      type={KINDS[textIn(element.type)] ?? 'text'}
      autoComplete="off"
      onChange={({ target }) => onChoose(target.value)}
      onKeyDown={({ key }) => key === 'Enter' && onSettle(true)}
    />
  );
}

export function NumberInput(props: ElementProps) {
  const { element, onChoose, onSettle } = props;
  return (
    <input
      {...common(props)}
      type="number"
      min={textIn(element.min_value) || undefined}
      max={textIn(element.max_value) || undefined}
      step={element.is_decimal_allowed === true ? 'any' : 1}
      onBlur={() => onSettle(false)}
      onChange={({ target }) => onChoose(target.value)}
    />
  );
}

const TIMES: Readonly<Record<string, string>> = {
  datepicker: 'date',
  timepicker: 'time',
  datetimepicker: 'datetime-local',
};

/** A date with its time is told in seconds since 1970, and shown in the viewer's zone. */
export function DateTimeInput(props: ElementProps) {
  const { element, onChoose, value } = props;
  const type = textIn(element.type);
  const isBoth = type === 'datetimepicker';
  const shown = allOf(value)[0] ?? '';
  return (
    <input
      {...common(props)}
      type={TIMES[type]}
      value={isBoth ? localTime(shown) : shown}
      onChange={({ target }) => {
        if (target.value !== '') onChoose(isBoth ? String(new Date(target.value).getTime() / 1000) : target.value);
      }}
    />
  );
}

function localTime(seconds: string): string {
  if (seconds === '') return '';
  const at = new Date(Number(seconds) * 1000);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
