/** Makes the shipped program: one file, so that it starts fast and an image needs nothing else. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
const CLIENT = /node_modules\/@kubernetes\/client-node\/dist/;

/**
 * The Kubernetes client has a class for every kind there is, and does not say that importing them does nothing else: of
 * these 400 kB the program uses the kubeconfig alone.
 */
const withoutUnusedKinds = {
  name: 'without-unused-kinds',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\.?\/.*\.js$/ }, ({ path, resolveDir }) =>
      CLIENT.test(resolveDir) ? { path: join(resolveDir, path), sideEffects: false } : undefined,
    );
  },
};

/** A source map of a file that was written as it is, which says nothing of it but its name. */
const NO_MAP = Buffer.from('{"version":3,"sources":[""],"mappings":"AAAA"}').toString('base64');

/**
 * Node reads the whole source map at every start, and works it out at the first error: a tenth of it is enough to name our
 * own files and lines. What is in a dependency keeps its function's name.
 */
const withoutMapsOfDependencies = {
  name: 'without-maps-of-dependencies',
  setup({ onLoad }) {
    onLoad({ filter: /node_modules.*\.[cm]?js$/ }, ({ path }) => ({
      contents: `${readFileSync(path, 'utf8')}\n//# sourceMappingURL=data:application/json;base64,${NO_MAP}`,
    }));
  },
};

/** An older Node stops at the first word that it does not know, and says nothing that helps. */
const NODE_24 = `if (process.versions.node.split('.')[0] < 24) { console.error('Rollbridge needs Node 24 or newer; this is ' + process.versions.node + '. Use: npx rollbridge, or npm start'); process.exit(1); }`;

await build({
  entryPoints: ['src/main.ts'],
  outfile: 'dist/rollbridge.cjs',
  bundle: true,
  platform: 'node',
  target: 'node24',
  // Node loads it faster than an ES module, which touches every name of every built-in module that it imports.
  format: 'cjs',
  minify: true,
  // Node prints the line of an error that nobody caught.
  lineLimit: 200,
  keepNames: true,
  sourcemap: true,
  sourcesContent: false,
  banner: { js: NODE_24 },
  loader: { '.yaml': 'text' },
  define: { ROLLBRIDGE_VERSION: JSON.stringify(version) },
  plugins: [withoutUnusedKinds, withoutMapsOfDependencies],
  logLevel: 'info',
});
