/** Lists and watches. */
import {
  type Case,
  configMap,
  type Event,
  failure,
  type MetCluster,
  made,
  path,
  refusal,
  release,
  type Tree,
} from './met.ts';

async function three(cluster: MetCluster): Promise<void> {
  await made(cluster, 'releases', release('a'));
  await made(cluster, 'releases', { ...release('b'), metadata: { name: 'b', labels: { app: 'x' } } });
  await made(cluster, 'releases', { ...release('c'), metadata: { name: 'c', labels: { app: 'y' } } });
}

interface List {
  readonly kind: string;
  readonly metadata: {
    readonly resourceVersion: string;
    readonly continue?: string;
    readonly remainingItemCount?: number;
  };
  readonly items: readonly { readonly kind?: string; readonly metadata: { readonly name: string } }[];
}

const names = ({ items }: List) => items.map(({ metadata }) => metadata.name);

async function list(cluster: MetCluster, place: string, query: Record<string, string> = {}): Promise<List> {
  return (await cluster.ask('GET', `${path(cluster, place)}?${new URLSearchParams(query)}`)).body as List;
}

const told = (events: readonly Event[]) =>
  events.map(({ type, object }) => `${type} ${(object.metadata as Tree).name}`);

export const lists: readonly Case[] = [
  {
    name: 'a list says of which moment it is; items of built-in kinds name no kind, others do',
    act: async (cluster) => {
      await three(cluster);
      await made(cluster, 'configmaps', configMap('z'));
      const [custom, builtIn] = [await list(cluster, 'releases'), await list(cluster, 'configmaps')];
      return [custom.kind, names(custom), custom.items[0]?.kind, builtIn.kind, builtIn.items[0]?.kind ?? 'none'];
    },
    expected: ['ReleaseList', ['a', 'b', 'c'], 'Release', 'ConfigMapList', 'none'],
  },
  {
    name: 'pages are of the moment of the first, whatever happens meanwhile',
    act: async (cluster) => {
      await three(cluster);
      const first = await list(cluster, 'releases', { limit: '2' });
      await cluster.ask('DELETE', path(cluster, 'releases/c'));
      await made(cluster, 'releases', release('d'));
      const second = await list(cluster, 'releases', { limit: '2', continue: first.metadata.continue ?? '' });
      return [
        names(first),
        first.metadata.remainingItemCount,
        names(second),
        second.metadata.continue || 'the end',
        first.metadata.resourceVersion === second.metadata.resourceVersion,
      ];
    },
    expected: [['a', 'b'], 1, ['c'], 'the end', true],
  },
  {
    name: 'a token for the next page that is none is refused',
    act: async (cluster) => {
      const came = (await refusal(cluster.ask('GET', `${path(cluster, 'releases')}?limit=1&continue=foo`))) as Tree;
      return [came.code, came.reason, String(came.message).startsWith('invalid continue token')];
    },
    expected: [400, 'BadRequest', true],
  },
  {
    name: 'labels and fields select',
    act: async (cluster) => {
      await three(cluster);
      const by = async (query: Record<string, string>) => names(await list(cluster, 'releases', query));
      return [
        await by({ labelSelector: 'app' }),
        await by({ labelSelector: 'app in (x,z)' }),
        await by({ labelSelector: 'app!=x' }),
        await by({ labelSelector: '!app' }),
        await by({ fieldSelector: 'metadata.name=b' }),
        await by({ fieldSelector: 'metadata.name!=b' }),
      ];
    },
    expected: [['b', 'c'], ['b'], ['a', 'c'], ['a'], ['b'], ['a', 'c']],
  },
  {
    name: 'a field that cannot be asked for is refused, and a selector that is none',
    act: (cluster) =>
      Promise.all(
        ['fieldSelector=spec.foo%3Dx', 'labelSelector=a%20b%20c'].map((query) =>
          refusal(cluster.ask('GET', `${path(cluster, 'pods')}?${query}`)),
        ),
      ),
    expected: [
      failure(400, 'BadRequest', 'field label not supported: spec.foo'),
      failure(400, 'BadRequest', "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"),
    ],
  },
  {
    name: 'a version that is not there yet is waited for in vain',
    act: (cluster) => refusal(cluster.ask('GET', `${path(cluster, 'configmaps')}?resourceVersion=999999999`)),
    expected: {
      code: 504,
      reason: 'Timeout',
      details: {
        causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
        retryAfterSeconds: 1,
      },
    },
  },
  {
    name: 'a watch goes on where the list ended, and tells of all that happens in its order',
    act: async (cluster) => {
      await three(cluster);
      const { metadata } = await list(cluster, 'releases');
      await cluster.ask('DELETE', path(cluster, 'releases/a'));
      const watching = await cluster.watch(`${path(cluster, 'releases')}?resourceVersion=${metadata.resourceVersion}`);
      await made(cluster, 'releases', release('d'));
      await cluster.ask('PATCH', path(cluster, 'releases/d'), {
        body: { metadata: { labels: { a: 'b' } } },
        type: 'merge',
      });
      const events = await watching.next(3);
      watching.stop();
      return told(events);
    },
    expected: ['DELETED a', 'ADDED d', 'MODIFIED d'],
  },
  {
    name: 'a watch without a version begins with what there is',
    act: async (cluster) => {
      await three(cluster);
      const watching = await cluster.watch(`${path(cluster, 'releases')}?labelSelector=app`);
      const events = await watching.next(2);
      watching.stop();
      return told(events).sort();
    },
    expected: ['ADDED b', 'ADDED c'],
  },
  {
    name: 'what begins or ceases to match a watch comes and goes',
    act: async (cluster) => {
      await three(cluster);
      const { metadata } = await list(cluster, 'releases');
      const query = `labelSelector=app%3Dx&resourceVersion=${metadata.resourceVersion}`;
      const watching = await cluster.watch(`${path(cluster, 'releases')}?${query}`);
      const label = (name: string, app: string) =>
        cluster.ask('PATCH', path(cluster, `releases/${name}`), {
          body: { metadata: { labels: { app } } },
          type: 'merge',
        });
      await label('c', 'x');
      await label('b', 'y');
      await label('a', 'y');
      await label('c', 'z');
      const events = await watching.next(3);
      watching.stop();
      return told(events);
    },
    expected: ['ADDED c', 'DELETED b', 'DELETED c'],
  },
  {
    name: 'what is deleted is told as it was last, with a version of its own',
    act: async (cluster) => {
      const first = (await made(cluster, 'releases', release('a'))) as { metadata: Tree };
      const watching = await cluster.watch(
        `${path(cluster, 'releases')}?resourceVersion=${first.metadata.resourceVersion}`,
      );
      await cluster.ask('DELETE', path(cluster, 'releases/a'));
      const [event] = await watching.next(1);
      watching.stop();
      const { metadata, spec } = (event?.object ?? {}) as { metadata: Tree; spec: Tree };
      return [event?.type, spec.version, Number(metadata.resourceVersion) > Number(first.metadata.resourceVersion)];
    },
    expected: ['DELETED', '2.0.0', true],
  },
  {
    name: 'many are deleted at once',
    act: async (cluster) => {
      await three(cluster);
      const came = await cluster.ask('DELETE', path(cluster, 'releases'));
      return [(came.body as List).kind, names(await list(cluster, 'releases'))];
    },
    expected: ['ReleaseList', []],
  },
];
