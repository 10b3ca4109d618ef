import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** A program with its arguments, and the user it runs as when that is not ours. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly user?: { readonly uid: number; readonly gid: number };
}

/** What the programs of PostgreSQL get to see: not the service's secrets, and no PGPORT or PGDATA of the shell's. */
export function environment(): NodeJS.ProcessEnv {
  const kept = ['PATH', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH', 'SystemRoot', 'TEMP', 'TMP'];
  // The log is read by this program, so it must be in English; TZ spares initdb a search through all time zones.
  return { ...Object.fromEntries(kept.map((name) => [name, process.env[name]])), LC_ALL: 'C', TZ: 'UTC' };
}

/** Runs a program to its end. Never throws: one that can't be started has failed too, and the output says why. */
export async function run(command: Command, cwd: string): Promise<{ readonly ok: boolean; readonly output: string }> {
  const options = { cwd, env: environment(), windowsHide: true, ...command.user };
  try {
    const { stdout, stderr } = await promisify(execFile)(command.file, command.args, options);
    return { ok: true, output: `${stdout}${stderr}` };
  } catch (error) {
    // Its message holds what the program wrote to its standard error.
    return { ok: false, output: String(error) };
  }
}
