#!/usr/bin/env node
/** Does what the command line asks for. The only reader of `process.env`. */
import { tmpdir } from 'node:os';
import { extentOf, readCatalog } from './config/catalog-file.ts';
import { type EvidenceOrder, HELP, parseOrder } from './config/command-line.ts';
import { parseBucketKeys, parseEnvironment } from './config/environment.ts';
import { catalogJsonSchema } from './config/json-schema.ts';
import { ConfigProblem } from './config/problem.ts';
import { evidenceDirectory } from './drivers/evidence/directory.ts';
import { bucketOf } from './drivers/evidence/keeping.ts';
import { UserProblem } from './model/problem.ts';
import { installCrdsOnly } from './program/clusters.ts';
import { Program } from './program/program.ts';
import { evidence } from './shell/evidence.ts';

async function run(): Promise<void> {
  const program = await Program.read(parseEnvironment(process.env), (name) => process.env[name]);
  process.on('SIGHUP', () => void program.reload());
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void program.stop(signal).then(() => process.exit(0)));
  }
  await program.start();
}

async function say(order: EvidenceOrder): Promise<void> {
  const file = process.env.ROLLBRIDGE_CONFIG?.trim() ?? '';
  const rules = order.directory === null && file !== '' ? (await readCatalog(file)).evidence : null;
  const { text, exitCode } = await evidence(order, {
    directory: evidenceDirectory(rules ?? { directory: order.directory }, tmpdir()),
    bucket: () => bucketOf(rules?.bucket ?? null, parseBucketKeys(process.env)),
  });
  console.log(text);
  process.exitCode = exitCode;
}

async function main(): Promise<void> {
  const order = parseOrder(process.argv.slice(2));
  switch (order.do) {
    case 'run':
      return await run();
    case 'check':
      return console.log(`${order.file}: ${extentOf(await readCatalog(order.file))}`);
    case 'schema':
      return console.log(JSON.stringify(catalogJsonSchema(), null, 2));
    case 'crds':
      return console.log(`CRDs: ${await installCrdsOnly()}`);
    case 'help':
      return console.log(HELP);
    case 'version':
      return console.log(ROLLBRIDGE_VERSION);
    case 'evidence':
      return await say(order);
  }
}

main().catch((error: unknown) => {
  if (error instanceof UserProblem) {
    console.error(`${error.message}: ${error.why}. ${error.hint}`);
    process.exit(1);
  }
  const isOurs = error instanceof ConfigProblem || (error instanceof Error && 'code' in error);
  console.error(isOurs ? (error as Error).message : error);
  process.exit(1);
});
