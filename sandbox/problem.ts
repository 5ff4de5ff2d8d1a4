/** Something that keeps the sandbox from starting: one line that says what to do. */
export class SandboxProblem extends Error {}
