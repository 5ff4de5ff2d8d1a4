/** Calls the Web API of a workspace as a bot would, without a client in between. */
import type { SlackWorkspace } from '../../../sandbox/slack/index.ts';
import { TOKEN } from './office.ts';

export type Answer = Record<string, unknown>;
export type Call = (method: string, args?: Record<string, unknown>, token?: string) => Promise<Answer>;

/** As a form, with lists and objects as JSON in it. */
export function caller({ apiUrl }: SlackWorkspace): Call {
  return async (method, args = {}, token = TOKEN) => {
    const fields = Object.entries(args).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]);
    const response = await fetch(`${apiUrl}${method}`, {
      method: 'POST',
      headers: {
        ...(token !== '' && { authorization: `Bearer ${token}` }),
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams(fields as [string, string][]),
    });
    return (await response.json()) as Answer;
  };
}
