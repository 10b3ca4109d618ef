import { runCommand } from './run-command.js';
import { usersProgram } from './users.program.js';

// The libraries are loaded when there is something to do: whoever asks for help, or mistypes, is told at once.
const program = usersProgram(
  async (work) => (await import('./people.js')).withPeople(work),
  (text) => process.stdout.write(text),
);

await runCommand(program);
