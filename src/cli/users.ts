import { readPassword } from './password-input.js';
import { runCommand } from './run-command.js';
import { usersProgram } from './users.program.js';

// Loads the libraries only for a valid command, so that help and usage errors appear at once.
const program = usersProgram(
  async (work) => (await import('./user-tools.js')).withUserTools(work),
  (text) => process.stdout.write(text),
  () => readPassword(process.stdin),
);

await runCommand(program);
