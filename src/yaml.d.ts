/** YAML files are bundled as text (build.mjs). */
declare module '*.yaml' {
  const text: string;
  export default text;
}
