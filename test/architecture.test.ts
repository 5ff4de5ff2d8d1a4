/** Who may import whom, and why: the shape of the program as data, held against its import statements. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

interface Rule {
  /** Folder or file, relative to the root. The longest that fits counts. */
  readonly of: string;
  /** Folders and files of `src` that may be imported. What lies in the same folder always may. */
  readonly may: readonly string[];
  readonly because: string;
}

const EVIDENCE = [
  'src/model',
  'src/engine/evidence/ports',
  'src/engine/evidence/recorder-ports',
  'src/engine/debugging/ports',
  'src/waiting',
];
const DRIVER = [...EVIDENCE, 'src/engine/ports', 'src/engine/rollback/verify-ports', 'src/kubernetes'];

const rules: readonly Rule[] = [
  { of: 'src/model', may: [], because: 'nouns and pure rules stand on nothing' },
  { of: 'src/waiting', may: [], because: 'how to wait is the same whatever is waited for' },
  { of: 'src/engine', may: ['src/model', 'src/waiting'], because: 'the engine knows neither Slack nor Kubernetes' },
  { of: 'src/config', may: ['src/model'], because: 'it reads a catalog and does nothing with it' },
  { of: 'src/kubernetes', may: ['src/model', 'src/waiting'], because: 'the way to an API server serves any driver' },
  { of: 'src/drivers/argo', may: DRIVER, because: 'a driver knows its own system and no other driver' },
  { of: 'src/drivers/store', may: DRIVER, because: 'a driver knows its own system and no other driver' },
  {
    of: 'src/drivers/evidence',
    may: ['src/model', 'src/engine/evidence/ports', 'src/report'],
    because: 'it keeps what others collect and knows no cluster',
  },
  {
    of: 'src/drivers/recorder',
    may: EVIDENCE,
    because: 'it keeps what others hear and knows no cluster',
  },
  {
    of: 'src/drivers/prometheus',
    may: [...EVIDENCE, 'src/engine/rollback/verify-ports'],
    because: 'it asks for numbers and knows no cluster',
  },
  {
    of: 'src/drivers/outward',
    may: ['src/model', 'src/engine/notices/ports', 'src/engine/incidents/ports', 'src/waiting'],
    because: 'it speaks to systems outside and knows no cluster',
  },
  { of: 'src/views', may: ['src/model'], because: 'a view is drawn from what it is given and can ask nobody' },
  {
    of: 'src/report',
    may: ['src/model', 'src/views'],
    because: 'a page is written from what it is given, with the words that the cards have',
  },
  { of: 'src/commands', may: ['src/model', 'src/engine', 'src/views'], because: 'words become intents, answers views' },
  {
    of: 'src/slack',
    may: [
      'src/model',
      'src/commands',
      'src/views',
      'src/engine',
      'src/config/environment',
      'src/server',
      'src/waiting',
    ],
    because:
      'it hands payloads to commands and draws what views made, with settings, routes and metrics that it is given',
  },
  { of: 'src/server', may: ['src/model'], because: 'health and metrics only report' },
  {
    of: 'src/program/clusters.ts',
    may: ['src/model', 'src/config', 'src/kubernetes', 'src/drivers/store', 'deploy'],
    because: 'it turns the catalog into connections',
  },
  {
    of: 'src/shell',
    may: ['src/model', 'src/config/command-line', 'src/drivers/evidence', 'src/report'],
    because: 'a terminal is told what captures say, without a cluster and without Slack',
  },
  { of: 'src/program', may: ['src'], because: 'it puts the parts together' },
  { of: 'src/main.ts', may: ['src'], because: 'it does what the command line asks for' },
  { of: 'sandbox', may: [], because: 'what stands in for the world must not share mistakes with the program' },
  { of: 'sandbox/slack', may: [], because: 'tests use a workspace without a page' },
  { of: 'sandbox/web', may: ['sandbox/slack'], because: 'it shows a workspace and lets people act in it' },
  {
    of: 'sandbox/web/clusters',
    may: ['sandbox/cluster', 'sandbox/web/live', 'sandbox/web/shape'],
    because: 'it shows clusters and lets people break them',
  },
  {
    of: 'sandbox/page',
    may: ['sandbox/web/shape', 'sandbox/web/clusters/shape'],
    because: 'what runs in a browser shares no more than shapes',
  },
];

interface Owner {
  readonly library: RegExp;
  readonly only: readonly string[];
  readonly because: string;
}

const owners: readonly Owner[] = [
  {
    library: /^@slack\/(bolt|web-api|oauth|socket-mode|logger)/,
    only: ['src/slack'],
    because: 'one folder knows Bolt',
  },
  { library: /^@slack\/types/, only: ['src/slack', 'src/views', 'src/commands'], because: 'blocks are drawn by views' },
  {
    library: /^@kubernetes\/client-node/,
    only: ['src/kubernetes', 'src/program/clusters.ts'],
    because: 'one folder knows how API servers are reached',
  },
  {
    library: /^undici/,
    only: ['src/kubernetes', 'src/slack'],
    because: 'requests go through what keeps connections warm',
  },
  {
    library: /^bottleneck/,
    only: ['src/slack', 'src/drivers/prometheus'],
    because: 'one outbox keeps the limits of Slack, one client those of a Prometheus',
  },
  {
    library: /^axios/,
    only: ['src/drivers/prometheus', 'src/drivers/outward'],
    because: 'API servers are reached over warm connections',
  },
  { library: /^tar$/, only: ['src/drivers/evidence'], because: 'archives are made where files are kept' },
  { library: /^s3mini/, only: ['src/drivers/evidence'], because: 'archives are sent from where they are made' },
  { library: /^hono/, only: ['src/report'], because: 'HTML is written in one place' },
  { library: /^prom-client/, only: ['src/server'], because: 'metrics have one home' },
];

interface Imported {
  readonly file: string;
  /** A path from the root, or the name of a library. */
  readonly target: string;
  readonly typeOnly: boolean;
}

const root = new URL('..', import.meta.url).pathname;

function filesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /(?<!\.d)\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length));
}

const IMPORT =
  /^\s*(?:import|export)\s+(type\s)?[^'";]*?from\s*'([^']+)'|^\s*import\s*'([^']+)'|\bimport\(\s*'([^']+)'/gm;

function importsOf(file: string): Imported[] {
  return [...code(file).matchAll(IMPORT)].map((match) => {
    const named = match[2] ?? match[3] ?? match[4] ?? '';
    const target = named.startsWith('.') ? normalize(join(dirname(file), named)) : named;
    return { file, target, typeOnly: match[1] !== undefined };
  });
}

function code(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

function isIn(file: string, place: string): boolean {
  return file === place || file === `${place}.ts` || file.startsWith(`${place}/`);
}

function ruleOf(file: string): Rule | undefined {
  return rules.filter(({ of }) => isIn(file, of)).sort((a, b) => b.of.length - a.of.length)[0];
}

const program = filesIn('src');
const sandbox = filesIn('sandbox');
const imports = [...program, ...sandbox].flatMap(importsOf);
const isLocal = ({ target }: Imported) => /^(src|sandbox|deploy|test)\//.test(target);

test('the program was found', () => {
  expect(program.length).toBeGreaterThan(60);
  expect(sandbox.length).toBeGreaterThan(5);
  expect(imports.filter(isLocal).length).toBeGreaterThan(150);
  expect(imports.some(({ target }) => target === 'zod')).toBe(true);
});

test('every file has a rule', () => {
  expect([...program, ...sandbox].filter((file) => ruleOf(file) === undefined)).toEqual([]);
});

test.each(rules)('$of imports no more than $may, because $because', (rule) => {
  const inside = imports.filter(({ file }) => ruleOf(file) === rule);
  expect(inside.length).toBeGreaterThan(0);
  const wrong = inside
    .filter(isLocal)
    .filter(({ target }) => ![rule.of, ...rule.may].some((place) => isIn(target, place)))
    // Types alone tie nobody to a behaviour: the sandbox may share them.
    .filter(({ typeOnly }) => !(typeOnly && rule.of === 'sandbox'));
  expect(wrong.map(({ file, target }) => `${file} imports ${target}`)).toEqual([]);
});

test.each(owners)('$library is imported by $only alone, because $because', ({ library, only }) => {
  const users = imports.filter(({ file, target }) => file.startsWith('src/') && library.test(target));
  const wrong = users.filter(({ file }) => !only.some((place) => isIn(file, place)));
  expect(wrong.map(({ file, target }) => `${file} imports ${target}`)).toEqual([]);
});

test('the model imports nothing at all', () => {
  expect(imports.filter(({ file, target }) => isIn(file, 'src/model') && !isIn(target, 'src/model'))).toEqual([]);
});

test('nothing of the program imports tests, the sandbox, or what only development needs', () => {
  const { devDependencies } = JSON.parse(code('package.json')) as { devDependencies: Record<string, string> };
  const names = Object.keys(devDependencies);
  const wrong = imports.filter(
    ({ file, target }) => file.startsWith('src/') && (/^(test|sandbox)\//.test(target) || names.includes(target)),
  );
  expect(wrong).toEqual([]);
});

test('every library that is imported is a dependency of its own', () => {
  const { dependencies } = JSON.parse(code('package.json')) as { dependencies: Record<string, string> };
  const names = Object.keys(dependencies);
  const isKnown = (target: string) =>
    target.startsWith('node:') || names.some((name) => target === name || target.startsWith(`${name}/`));
  const wrong = imports.filter((each) => each.file.startsWith('src/') && !isLocal(each) && !isKnown(each.target));
  expect(wrong.map(({ file, target }) => `${file} imports ${target}`)).toEqual([]);
});

test.each([
  ['process.env', /\bprocess\.env\b/, ['src/main.ts']],
  ['process.exit', /\bprocess\.exit\b/, ['src/main.ts']],
  ['console', /\bconsole\./, ['src/main.ts']],
  ['any', /[:<]\s*any\b|\bas any\b/, []],
  // As a namespace the bundler leaves out what is not used: 350 kB of error messages in 50 languages.
  ['the z of zod', /import \{[^}]*\bz\b[^}]*\} from 'zod'/, []],
  ['a default export', /^export default/m, []],
])('%s stands only where it belongs', (_, pattern, only) => {
  const where = program.filter((file) => pattern.test(withoutComments(code(file))));
  expect(where.filter((file) => !only.includes(file))).toEqual([]);
});

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1');
}
