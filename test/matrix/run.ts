/** `npm run matrix -- RESULTS…`: which rows of docs/features.md are shown by test results in jest's JSON. */
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { readFeatures } from './features.ts';
import { type Came, judge, outcomesOf, report } from './matrix.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

const resultsSchema = z.object({
  testResults: z.array(
    z.object({ name: z.string(), assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })) }),
  ),
});

function cameIn(path: string): Came[] {
  const { testResults } = resultsSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  return testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.map(({ fullName, status }) => ({ file: relative(root, name), name: fullName, status })),
  );
}

function run(paths: readonly string[]): number {
  if (paths.length === 0) {
    process.stderr.write(
      'Say where the results of the tests are. Whole suites make them:\n' +
        '  npm run test:unit -- --json --outputFile=unit.json\n' +
        '  npm run test:cluster -- --json --outputFile=cluster.json   (needs a cluster; its rows are "not run" without)\n' +
        '  npm run matrix -- unit.json cluster.json\n',
    );
    return 2;
  }
  const features = readFeatures(readFileSync(join(root, 'docs/features.md'), 'utf8'));
  const verdicts = judge(features, outcomesOf(paths.flatMap(cameIn)), (file) => existsSync(join(root, file)));
  process.stdout.write(`${report(verdicts).join('\n')}\n`);
  return verdicts.some(({ state }) => state === 'red') ? 1 : 0;
}

process.exitCode = run(process.argv.slice(2));
