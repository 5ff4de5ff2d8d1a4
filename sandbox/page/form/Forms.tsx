/** All forms that are open; the one on top is shown, and those below keep what was entered. */
import { useState } from 'react';
import { useShared } from '../shared.ts';
import { type Entries, NOTHING } from './entries.ts';
import { FormDialog } from './FormDialog.tsx';

export function Forms() {
  const { forms } = useShared().world.whole;
  const [all, setAll] = useState<ReadonlyMap<string, Entries>>(new Map());
  const top = forms.at(-1);
  if (top === undefined) return null;
  return (
    <FormDialog
      key={top.id}
      view={top}
      isStacked={forms.length > 1}
      entries={all.get(top.id) ?? NOTHING}
      onEntries={(change) => setAll((before) => new Map(before).set(top.id, change(before.get(top.id) ?? NOTHING)))}
    />
  );
}
