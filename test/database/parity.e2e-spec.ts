import { afterAll, afterEach, beforeAll, beforeEach, describe, it } from '@jest/globals';
import { LAYERS } from './layers/layers.js';
import { parity } from './parity/parity.suite.js';

describe.each(LAYERS)('over %s', (_name, open) =>
  parity({ describe, it, beforeAll, afterAll, beforeEach, afterEach }, open),
);
