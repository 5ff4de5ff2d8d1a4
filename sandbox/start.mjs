/** Runs on any Node, to say so in one line when it is too old for the rest. */
const [major] = process.versions.node.split('.').map(Number);
if (major < 24) {
  console.error(
    `The sandbox needs Node 24, which \`npm ci\` brings for npm scripts; this is ${process.versions.node}. Use: npm run sandbox`,
  );
  process.exitCode = 1;
} else {
  await import('./main.ts');
}
