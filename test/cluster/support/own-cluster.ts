/**
 * Runs before each suite. Where a run has several clusters (`on-sandbox.ts`), each of jest's workers has one of its own, so
 * that no suite meets what another one does to its cluster.
 */
const { ROLLBRIDGE_TEST_CLUSTERS = '', JEST_WORKER_ID = '1' } = process.env;

if (ROLLBRIDGE_TEST_CLUSTERS !== '') {
  const clusters = JSON.parse(ROLLBRIDGE_TEST_CLUSTERS) as readonly Readonly<Record<string, string>>[];
  const own = clusters[Number(JEST_WORKER_ID) - 1];
  if (own === undefined) throw new Error(`there is no cluster for worker ${JEST_WORKER_ID}`);
  Object.assign(process.env, own);
}
