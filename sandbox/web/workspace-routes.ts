/** What somebody sees and does in the workspace, by HTTP. */
import type { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { SlackWorkspace } from '../slack/index.ts';
import { actSchema, perform } from './acts.ts';
import { fileFor } from './files.ts';
import { tellChanges } from './live.ts';
import { Outlooks } from './outlook.ts';
import type { ReadMarks } from './read-marks.ts';
import { Windows } from './windows.ts';

export const TOO_OLD = 'This page is older than its server: load it again.';

export function workspaceRoutes(app: Hono, slack: SlackWorkspace, marks: ReadMarks): void {
  const { workspace, driver } = slack;
  const outlooks = new Outlooks(workspace, marks);
  const windows = new Windows((person) => driver.reload(person));
  const onChange = (look: () => void) => workspace.onChange(look);

  app.get('/api/people', ({ json }) =>
    json([...workspace.users.values()].filter(({ id }) => id !== workspace.seed.bot.userId)),
  );
  app.get('/api/people/:person/live', (context) => {
    const { person } = context.req.param();
    if (outlooks.of(person) === null) return context.text('There is no such person.', 404);
    return streamSSE(context, async (stream) => {
      const leave = windows.enter(person, context.req.query('window') ?? '');
      await tellChanges(outlooks, person, { stream, onChange });
      leave();
    });
  });
  app.post('/api/people/:person/acts', async ({ req, json }) => {
    const act = actSchema.safeParse(await req.json());
    if (!act.success) return json({ failure: TOO_OLD }, 400);
    try {
      return json(await perform({ slack, marks }, req.param('person'), act.data));
    } catch (error) {
      return json({ failure: error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error) });
    }
  });
  app.get('/api/people/:person/files/:id/:name', ({ req, notFound }) => {
    return fileFor(slack, req.param('person'), req.param('id')) ?? notFound();
  });
}
