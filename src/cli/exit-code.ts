/** The exit codes of the commands. Documented in `--help` and docs/operations.md. */
export const EXIT_CODE = { done: 0, failed: 1, wrongUsage: 2, noSuchUser: 3, passwordRefused: 4 } as const;

export type ExitCode = (typeof EXIT_CODE)[keyof typeof EXIT_CODE];
