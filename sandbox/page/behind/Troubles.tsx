/** Buttons for bad days: of Slack, of the line to it, of the program. */
import { useState } from 'react';
import type { Behind, FaultName, Outcome, Trouble } from '../../web/shape.ts';
import { post } from '../live/connection.ts';

const FAULTS: Readonly<Record<FaultName, { readonly name: string; readonly about: string }>> = {
  rateLimit: { name: 'Rate limit', about: 'Every call is answered with HTTP 429: come again in 3 seconds.' },
  slow: { name: 'Slow', about: 'Every call takes 2 seconds.' },
  errors: { name: 'Errors', about: 'Every call is answered with HTTP 500.' },
};

export function Troubles({ state }: { state: Behind }) {
  const [failure, setFailure] = useState<string | null>(null);
  const cause = async (trouble: Trouble) => setFailure((await post<Outcome>('/api/behind', trouble)).failure);
  const { faults, isDown, program, sockets } = state;
  const isFrozen = program?.state === 'frozen';
  return (
    <div className="troubles">
      {failure !== null && (
        <p className="failure" role="alert">
          {failure}
        </p>
      )}
      <h3>Slack</h3>
      {(Object.keys(FAULTS) as FaultName[]).map((name) => (
        <Switch
          key={name}
          {...FAULTS[name]}
          isOn={faults.includes(name)}
          onFlip={(on) => void cause({ do: 'fault', name, on })}
        />
      ))}
      <Switch
        name="Down"
        about="Every connection between Rollbridge and Slack is cut, and every new one."
        isOn={isDown}
        onFlip={(on) => void cause({ do: 'down', on })}
      />
      <Deed
        name="Disconnect"
        about={`Slack asks one of Rollbridge's sockets to go; ${sockets} open now.`}
        onDo={sockets === 0 ? null : () => void cause({ do: 'disconnect' })}
      />
      {program !== null && (
        <>
          <h3>Rollbridge</h3>
          <Switch
            name="Freeze"
            about="The program stands still: after 3 seconds people read that it did not answer."
            isOn={isFrozen}
            onFlip={(on) => void cause({ do: 'freeze', on })}
          />
          <Deed
            name="Kill and restart"
            about={`Without a chance to tidy up. Started ${program.starts === 1 ? 'once' : `${program.starts} times`} so far.`}
            onDo={program.state === 'starting' ? null : () => void cause({ do: 'restart' })}
          />
        </>
      )}
    </div>
  );
}

interface SwitchProps {
  readonly name: string;
  readonly about: string;
  readonly isOn: boolean;
  readonly onFlip: (on: boolean) => void;
}

export function Switch({ name, about, isOn, onFlip }: SwitchProps) {
  return (
    <label className="trouble">
      <input
        type="checkbox"
        role="switch"
        aria-checked={isOn}
        checked={isOn}
        onChange={({ target }) => onFlip(target.checked)}
      />
      <span>
        <strong>{name}</strong>
        <span className="quiet">{about}</span>
      </span>
    </label>
  );
}

export function Deed({ name, about, onDo }: { name: string; about: string; onDo: (() => void) | null }) {
  return (
    <div className="trouble">
      <button type="button" className="button plain" disabled={onDo === null} onClick={() => onDo?.()}>
        {name}
      </button>
      <span className="quiet">{about}</span>
    </div>
  );
}
