/** What of the sandbox is kept between runs, and from when on. */
import type { Options } from './options.ts';
import type { OwnClusters } from './own-clusters.ts';
import { SandboxProblem } from './problem.ts';
import { keptOf, type SlackWorkspace } from './slack/index.ts';
import { type KeptState, readState, StateFile } from './state.ts';
import type { ReadMarks } from './web/read-marks.ts';

/** What an earlier run left. Throws SandboxProblem when a situation is to begin over it. */
export async function keptFor({ state, scenario }: Options): Promise<KeptState | null> {
  const kept = state === null ? null : await readState(state);
  if (kept === null || scenario === null) return kept;
  throw new SandboxProblem(`${state} holds a situation already: leave out --scenario, or delete it to begin anew.`);
}

export interface Kept {
  readonly before: KeptState | null;
  /** Null for a real workspace. */
  readonly slack: SlackWorkspace | null;
  readonly marks: ReadMarks;
  /** Null on a real cluster. */
  readonly own: OwnClusters | null;
}

/** What is real is not kept; what was kept before in its place stays. */
export function stateFile(path: string, parts: Kept, failed: (why: string) => void): StateFile {
  const { before, slack, marks, own } = parts;
  const look = (): KeptState => ({
    slack: slack === null ? (before?.slack ?? null) : { workspace: keptOf(slack.workspace), marks: marks.all() },
    clusters: own === null ? (before?.clusters ?? null) : own.keep(),
  });
  const file = new StateFile({ path, look, failed });
  slack?.workspace.onChange(() => file.changed());
  own?.onChange(() => file.changed());
  return file;
}
