/** Of one step: what to do, why, what it waits for, and help with doing it. */
import { giveDraft } from '../composer/draft.ts';
import { focusAfterSwitch } from '../layout/after-switch.ts';
import { FIRST_PLACE } from '../route.ts';
import { useShared } from '../shared.ts';
import { Mrkdwn } from '../text/Marked.tsx';
import type { Guide, Step } from './guide.ts';
import { PART } from './Panel.tsx';
import { ringed, useShow } from './pointing.ts';
import { back, onward } from './progress.ts';
import { changeProgress } from './store.ts';

export function StepWords({ step, guide }: { step: Step; guide: Guide }) {
  const { me } = useShared();
  const ring = ringed(guide, me.id);
  return (
    <>
      <div>{guide.isDone ? 'This has happened already.' : <Mrkdwn markup={guide.say} />}</div>
      {guide.command !== null && <code className="tour-command">{guide.command}</code>}
      <div className="quiet">
        <Mrkdwn markup={step.why} />
      </div>
      {guide.waitsFor !== null && (
        <div className="waits">
          <span>
            Waiting for <Mrkdwn markup={guide.waitsFor} />
          </span>
        </div>
      )}
      {ring !== null && <style>{`${ring} { outline: 3px solid var(--warm); outline-offset: 3px; }`}</style>}
    </>
  );
}

export function StepButtons({ guide, at }: { guide: Guide; at: number }) {
  return (
    <>
      <Doing guide={guide} />
      <span className="tour-turns">
        <button type="button" className="link" onClick={() => changeProgress(back)}>
          Back
        </button>
        <button type="button" className="link" onClick={() => changeProgress((before) => onward(before, at))}>
          {guide.isDone ? 'Next' : 'Skip'}
        </button>
      </span>
    </>
  );
}

const isNarrow = () => window.matchMedia('(max-width: 760px)').matches;

/** The button that helps with what is to be done right now. */
function Doing({ guide: { as, command, card } }: { guide: Guide }) {
  const { world, me, go } = useShared();
  const show = useShow();
  // A narrow window shows one thing at a time.
  const toChannel = { place: FIRST_PLACE, thread: null, ...(isNarrow() && { cluster: null }) };
  if (as !== null && as.id !== me.id) {
    const change = () => {
      focusAfterSwitch(PART);
      go({ person: as.name, ...toChannel });
    };
    return (
      <button type="button" className="button primary" onClick={change}>
        Switch to {as.realName}
      </button>
    );
  }
  if (command !== null) {
    const type = () => {
      go(toChannel);
      giveDraft(FIRST_PLACE, command);
    };
    return (
      <button type="button" className="button primary" onClick={type}>
        Type it for me
      </button>
    );
  }
  if (card === null) return null;
  const lead = () => {
    const { channel } = card.release;
    const place = world.channels.get(channel)?.name ?? FIRST_PLACE;
    go({ ...toChannel, place });
    show(card);
  };
  return (
    <button type="button" className="button plain" onClick={lead}>
      Show me the card
    </button>
  );
}
