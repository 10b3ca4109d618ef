import { appendFileSync } from 'node:fs';

/** `true` under `npm run faults`: full duration and load. Otherwise the short form runs, which every change must pass. */
export const LONG = process.env['FAULTS'] === 'long';

/** Records a measurement for the table of `npm run faults`; prints it in the short form. */
export function recordFigure(what: string, measured: string): void {
  const file = process.env['FAULTS_FIGURES'];
  if (file) {
    appendFileSync(file, `${JSON.stringify({ what, measured })}\n`);
  } else {
    process.stdout.write(`${what}: ${measured}\n`);
  }
}
