import { mailboxProgram } from './mailbox.program.js';
import { runCommand } from './run-command.js';

// Loads the libraries only for a valid command, so that help and usage errors appear at once.
const program = mailboxProgram(
  async () => (await import('./read-mails.js')).readMails(),
  (text) => process.stdout.write(text),
);

await runCommand(program);
