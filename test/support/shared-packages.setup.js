import { jest } from '@jest/globals';
import { SHARED_PACKAGES } from './shared-packages.js';

for (const name of SHARED_PACKAGES) {
  jest.unstable_mockModule(name, () => globalThis.importOutside(name));
}
