/**
 * `node test/steadiness/run.ts RESULTS`: paths of the suites that are to be run once more, one to a line.
 * `node test/steadiness/run.ts RESULTS AGAIN`: puts what came of them into RESULTS, and names the tests that are unsteady.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { type Results, secondLook, suitesToRepeat } from './second-look.ts';

const read = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as Results;
const [path = '', again] = process.argv.slice(2);

if (again === undefined) {
  for (const suite of suitesToRepeat(read(path))) process.stdout.write(`${suite}\n`);
} else {
  const { results, unsteady } = secondLook(read(path), read(again));
  writeFileSync(path, JSON.stringify(results));
  for (const name of unsteady) process.stdout.write(`UNSTEADY, it failed and then passed: ${name}\n`);
}
