// @ts-check
// The ceiling of sign-ins: bcrypt alone, with one hash at a time for each processor. Prints the hashes a second.
import { availableParallelism } from 'node:os';
import bcrypt from 'bcrypt';

const [hash = '', password = '', seconds = '10'] = process.argv.slice(2);
const endsAt = performance.now() + Number(seconds) * 1000;

let count = 0;
async function loop() {
  while (performance.now() < endsAt) {
    if (!(await bcrypt.compare(password, hash))) {
      throw new Error('bcrypt refused the right password');
    }
    count++;
  }
}

const startedAt = performance.now();
await Promise.all(Array.from({ length: availableParallelism() }, loop));
process.stdout.write(`${count / ((performance.now() - startedAt) / 1000)}\n`);
