import { describe, expect, it } from '@jest/globals';
import { loadedFrom } from './loaded-from.js';

describe('loadedFrom', () => {
  it.each([
    [
      'an ES module',
      'Error: x\n    at file:///app/node_modules/p/dist/esm/copies.js:17:35\n    at ModuleJob.run (node:internal:1:2)',
      '/app/node_modules/p/dist/esm/copies.js',
    ],
    [
      'CommonJS',
      'Error: x\n    at Object.<anonymous> (/app/p/dist/cjs/copies.js:20:5)\n    at Module._compile (node:x:1:2)',
      '/app/p/dist/cjs/copies.js',
    ],
    ['Windows', 'Error: x\n    at Object.<anonymous> (C:\\app\\p\\copies.js:20:5)', 'C:\\app\\p\\copies.js'],
    ['a bundle', 'Error: x\n    at ./copies.js (/app/dist/main.js:1:27145)', '/app/dist/main.js'],
    ['a folder with a space', 'Error: x\n    at file:///my%20app/copies.js:1:1', '/my%20app/copies.js'],
    ['an empty stack', 'Error: x', 'an unknown file'],
    ['no stack', undefined, 'an unknown file'],
  ])('reads the file of %s', (_which, stack, file) => {
    expect(loadedFrom({ stack })).toBe(file);
  });

  it('finds this file', () => {
    expect(loadedFrom(new Error())).toMatch(/loaded-from\.spec\.ts$/);
  });
});
