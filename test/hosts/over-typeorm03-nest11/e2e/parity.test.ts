import { after as afterAll, afterEach, before as beforeAll, beforeEach, describe, it } from 'node:test';
import { DataSource } from 'typeorm';
import { DataSource as NewestDataSource } from 'typeorm-newest';
import { typeOrmOf } from '../shared/database/layers/typeorm.layer.js';
import { hostTransactions } from '../shared/database/parity/host-transactions.suite.js';
import { parity } from '../shared/database/parity/parity.suite.js';

const RUNNER = { describe, it, beforeAll, afterAll, beforeEach, afterEach };

/** Both ends of the range 0.3 that `@portcullis/database` declares. */
const VERSIONS = [
  ['TypeORM 0.3.20', DataSource],
  ['the newest TypeORM 0.3', NewestDataSource as unknown as typeof DataSource],
] as const;

for (const [name, Source] of VERSIONS) {
  const open = typeOrmOf(Source);
  describe(`over ${name}`, () => parity(RUNNER, open));
  describe(`a transaction of the application over ${name}`, () => hostTransactions(RUNNER, open));
}
