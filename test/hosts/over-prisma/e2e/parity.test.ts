import { after as afterAll, afterEach, before as beforeAll, beforeEach, describe, it } from 'node:test';
import { hostTransactions } from '../shared/database/parity/host-transactions.suite.js';
import { parity } from '../shared/database/parity/parity.suite.js';
import { openPrisma, openPrismaWithPool } from './prisma.layer.js';

const RUNNER = { describe, it, beforeAll, afterAll, beforeEach, afterEach };

const LAYERS = [
  ['Prisma', openPrisma],
  ['Prisma with its pool', openPrismaWithPool],
] as const;

for (const [name, open] of LAYERS) {
  describe(`over ${name}`, () => parity(RUNNER, open));
  describe(`a transaction of the application over ${name}`, () => hostTransactions(RUNNER, open));
}
