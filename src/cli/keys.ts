import { keysProgram } from './keys.program.js';
import { runCommand } from './run-command.js';

// Loads the libraries only for a valid command, so that help and usage errors appear at once.
const program = keysProgram(
  async (work) => (await import('./with-keys.js')).withKeys(work),
  (text) => process.stdout.write(text),
);

await runCommand(program);
