import { KubernetesRecordRehearsal } from '../../../src/drivers/store/rehearsal.ts';
import { ApiError, Unreachable } from '../../../src/kubernetes/errors.ts';
import { type Asked, AskedConnection, permitting } from '../../kubernetes/asked-connection.ts';

const spec = { service: 'shop', environment: 'production', version: '2.0.0' };

const rehearsal = (connection: AskedConnection) =>
  new KubernetesRecordRehearsal({ connection, cluster: 'home', namespace: 'rollbridge' });

const isCreate = ({ path }: Asked) => path.endsWith('/releases');

test('a release is offered to the API server as a dry run, and none is made', async () => {
  const connection = new AskedConnection(permitting((right) => right === 'delete releases'));
  const { write, rights } = await rehearsal(connection).rehearse(spec);
  expect(write).toEqual({ what: 'create releases', accepted: true, said: null });
  expect(connection.asked.find(isCreate)?.extras).toMatchObject({ query: { dryRun: 'All' }, body: { spec } });
  expect(connection.writes).toEqual([]);
  expect(rights.filter(({ allowed }) => !allowed)).toEqual([
    { cluster: 'home', namespace: 'rollbridge', verb: 'delete', resource: 'releases', allowed: false },
  ]);
});

test('where none would be made only the rights are asked for', async () => {
  const connection = new AskedConnection(permitting());
  const { write, rights } = await rehearsal(connection).rehearse(null);
  expect([write, connection.asked.some(isCreate)]).toEqual([null, false]);
  expect(rights.map(({ verb, resource }) => `${verb} ${resource}`)).toContain('update releases/status');
});

test('a refusal is kept in the words of the API server; a server that is away is a problem to read', async () => {
  const refused = (error: Error) => (asked: Asked) => {
    if (isCreate(asked)) throw error;
    return permitting()(asked);
  };
  const denied = new AskedConnection(refused(new ApiError(422, 'Invalid', 'spec.version is too long', 'POST', '/')));
  expect((await rehearsal(denied).rehearse(spec)).write).toMatchObject({
    accepted: false,
    said: 'spec.version is too long',
  });
  const away = new AskedConnection(refused(new Unreachable('POST', '/', 'gone')));
  await expect(rehearsal(away).rehearse(spec)).rejects.toMatchObject({ code: 'cluster-unreachable' });
});
