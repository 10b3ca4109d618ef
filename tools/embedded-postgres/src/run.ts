import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { environmentOfPostgres } from './environment.js';
import { isObject } from './has-code.js';

/** A program with its arguments. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
}

/** Runs a program to its end. Never throws: if it can't be started, the output says why. */
export async function run(command: Command, cwd: string): Promise<{ readonly ok: boolean; readonly output: string }> {
  const options = { cwd, env: environmentOfPostgres(), windowsHide: true };
  try {
    const { stdout, stderr } = await promisify(execFile)(command.file, command.args, options);
    return { ok: true, output: `${stdout}${stderr}` };
  } catch (error) {
    const stderr = isObject(error) && 'stderr' in error ? String(error.stderr) : '';
    return { ok: false, output: stderr || String(error) };
  }
}
