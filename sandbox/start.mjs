/** Runs on any Node, to say so in one line when it is too old for the rest. */
import { resolve } from 'node:path';

const [major] = process.versions.node.split('.').map(Number);
if (major < 24) {
  console.error(
    `The sandbox needs Node 24, which \`npm ci\` brings for npm scripts; this is ${process.versions.node}. Use: npm run sandbox`,
  );
  process.exitCode = 1;
} else {
  // What was compiled once need not be compiled at every start; the program's image keeps it likewise.
  process.env.NODE_COMPILE_CACHE ??= resolve('node_modules/.cache/sandbox');
  const { enableCompileCache } = await import('node:module');
  enableCompileCache(process.env.NODE_COMPILE_CACHE);
  await import('./main.ts');
}
