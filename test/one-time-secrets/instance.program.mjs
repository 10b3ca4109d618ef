// An instance of an application with one-time secrets. It runs the operations that its parent process sends.
import pg from 'pg';
import { SystemClock } from '../../dist/libs/auth/src/spi.js';
import { Database, pgAdapter } from '../../dist/libs/database/src/index.js';
import { OneTimeSecrets } from '../../dist/libs/one-time-secrets/src/one-time-secrets.js';
import { SecretTable } from '../../dist/libs/one-time-secrets/src/table/secret.table.js';

const [url, secret] = process.argv.slice(2);
const database = new Database(pgAdapter(new pg.Pool({ connectionString: url, max: 20 })));
const table = new SecretTable(database, new SystemClock());
const secrets = new OneTimeSecrets({ secret }, table);

const operations = {
  issue: (given) => secrets.issue(given),
  verify: (given) => secrets.verify(given),
  attempt: (given) => secrets.attempt(given),
  consume: (given) => secrets.consume(given),
  verifyAndConsume: async (given) => {
    const verified = await secrets.verify(given);
    return database.transaction((transaction) => secrets.consume(verified, transaction));
  },
  /** Fails after the secret was consumed, as the permitted change could. */
  consumeAndRollBack: (given) =>
    database.transaction(async (transaction) => {
      await secrets.consume(given, transaction);
      throw new Error('rolled back');
    }),
  purge: () => table.purge(500),
};

async function outcomeOf(operation, given) {
  try {
    return { value: await operations[operation](given) };
  } catch (error) {
    return { error: error.name, message: error.message };
  }
}

process.on('message', ({ id, operation, calls }) => {
  void Promise.all(calls.map((given) => outcomeOf(operation, given))).then((outcomes) =>
    process.send({ id, outcomes }),
  );
});
process.send('ready');
