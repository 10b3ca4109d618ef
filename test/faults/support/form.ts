import { appendFileSync } from 'node:fs';

/** `npm run faults`: as long and as large as the bar has it. Otherwise the short form, which every change must pass. */
export const LONG = process.env['FAULTS'] === 'long';

/** What was measured, for the table of `npm run faults`; in the short form one line of the output. */
export function figure(what: string, measured: string): void {
  const file = process.env['FAULTS_FIGURES'];
  if (file) {
    appendFileSync(file, `${JSON.stringify({ what, measured })}\n`);
  } else {
    process.stdout.write(`${what}: ${measured}\n`);
  }
}
