import { keysProgram } from './keys.program.js';
import { runCommand } from './run-command.js';

// The libraries are loaded when there is something to do: whoever asks for help, or mistypes, is told at once.
const program = keysProgram(
  async (work) => (await import('./with-keys.js')).withKeys(work),
  (text) => process.stdout.write(text),
);

await runCommand(program);
