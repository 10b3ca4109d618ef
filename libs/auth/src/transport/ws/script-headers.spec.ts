import { describe, expect, it } from '@jest/globals';
import { scriptHeaders } from './script-headers.js';

describe('connection parameters as headers', () => {
  it('include names that begin with x-, in lower case', () => {
    expect(scriptHeaders({ 'X-Api-Key': 'a', 'x-tenant': ['b', 'c'] })).toEqual({
      'x-api-key': 'a',
      'x-tenant': 'b, c',
    });
  });

  it.each(['Cookie', 'origin', 'Sec-Fetch-Site', 'host', 'authorization', 'token'])(
    'leave out %s, which a page of another site could forge',
    (name) => {
      expect(scriptHeaders({ [name]: 'a' })).toEqual({});
    },
  );

  it.each([undefined, null, 'text', 7, [], { 'x-a': 1, 'x-b': null, 'x-c': {} }])(
    'leave out values that are not texts: %j',
    (given) => {
      expect(scriptHeaders(given)).toEqual({});
    },
  );
});
