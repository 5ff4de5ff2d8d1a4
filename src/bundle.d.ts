/** What the bundler supplies (build.mjs): YAML files as text, and the version of package.json. */
declare module '*.yaml' {
  const text: string;
  export default text;
}

declare const ROLLBRIDGE_VERSION: string;
