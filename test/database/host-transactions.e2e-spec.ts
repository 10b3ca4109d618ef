import { afterAll, afterEach, beforeAll, beforeEach, describe, it } from '@jest/globals';
import { LAYERS } from './layers/layers.js';
import { hostTransactions } from './parity/host-transactions.suite.js';

describe.each(LAYERS)('a transaction of the application over %s', (_name, open) =>
  hostTransactions({ describe, it, beforeAll, afterAll, beforeEach, afterEach }, open),
);
