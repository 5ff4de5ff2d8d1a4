/** Makes the shipped program: one file, so that it starts fast and an image needs nothing else. */
import { readFileSync } from 'node:fs';
import { build } from 'esbuild';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

await build({
  entryPoints: ['src/main.ts'],
  outfile: 'dist/rollbridge.js',
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  minify: true,
  keepNames: true,
  sourcemap: true,
  loader: { '.yaml': 'text' },
  define: { ROLLBRIDGE_VERSION: JSON.stringify(version) },
  // Some dependencies are CommonJS and ask for `require`, which an ES module does not have.
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  logLevel: 'info',
});
