import { after as afterAll, afterEach, before as beforeAll, beforeEach, describe, it } from 'node:test';
import { hostTransactions } from '../shared/database/parity/host-transactions.suite.js';
import { parity } from '../shared/database/parity/parity.suite.js';
import { openPrisma } from './prisma.layer.js';

const RUNNER = { describe, it, beforeAll, afterAll, beforeEach, afterEach };

describe('over Prisma', () => parity(RUNNER, openPrisma));
describe('a transaction of the application over Prisma', () => hostTransactions(RUNNER, openPrisma));
