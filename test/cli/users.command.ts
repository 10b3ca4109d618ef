import { join } from 'node:path';
import { run, type StartedProcess } from '../support/process.js';

const SCRIPT = join(import.meta.dirname, '../../scripts/users.mjs');

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts `npm run users -- …`. */
export function startUsers(args: readonly string[], env: Readonly<Record<string, string>>): Promise<StartedProcess> {
  return run(process.execPath, [SCRIPT, ...args], env);
}

/** Runs `npm run users -- …` to its end. */
export async function users(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Outcome> {
  return outcomeOf(await startUsers(args, env));
}

/** Runs `npm run users -- …` with this text on its standard input. */
export async function usersFed(
  input: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Outcome> {
  return outcomeOf(await run('sh', ['-c', `printf %s "$0" | "$@"`, input, process.execPath, SCRIPT, ...args], env));
}

/** Runs `npm run users -- …` in a folder that may have an `.env`. */
export async function usersIn(folder: string, args: readonly string[]): Promise<Outcome> {
  return outcomeOf(await run('sh', ['-c', 'cd "$0" && exec "$@"', folder, process.execPath, SCRIPT, ...args]));
}

async function outcomeOf({ exited, stdout, stderr }: StartedProcess): Promise<Outcome> {
  const { code } = await exited;
  return { code, stdout: stdout(), stderr: stderr() };
}
